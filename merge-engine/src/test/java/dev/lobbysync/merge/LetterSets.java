package dev.lobbysync.merge;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Script sets written as {@code path:letters}, one letter per line of the file, and the texts behind their hashes. */
final class LetterSets implements ScriptSetMerge.Texts {
    private final Map<String, byte[]> store = new HashMap<>();

    Map<String, String> set(String files) {
        Map<String, String> set = new TreeMap<>();
        for (String file : files.strip().split("\\s+")) {
            if (!file.isEmpty()) {
                String[] parts = file.split(":", 2);
                byte[] text = parts[1].chars()
                        .mapToObj(c -> (char) c + "\n")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8);
                store.put(Sha256.hex(text), text);
                set.put(parts[0], Sha256.hex(text));
            }
        }
        return set;
    }

    ScriptSetResult merge(String base, String local, String remote, Ownership ownership) {
        return ScriptSetMerge.merge(set(base), set(local), set(remote), this, ownership);
    }

    @Override
    public Optional<byte[]> bytes(String hash) {
        return Optional.ofNullable(store.get(hash));
    }

    void keep(Map<String, byte[]> texts) {
        store.putAll(texts);
    }

    void lose(String hash) {
        store.remove(hash);
    }
}
