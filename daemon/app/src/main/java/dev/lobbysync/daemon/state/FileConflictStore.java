package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.Random;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Conflict artifacts as {@code .lobby/conflicts/<id>.json} ({@link ConflictDocument}) with the scripts of each beside it
 * ({@link ConflictScripts}). A file that cannot be read is reported, left where it is, and concerns nothing else. Of
 * resolved artifacts the last {@value #RESOLVED_KEPT} are kept; open ones always.
 */
public final class FileConflictStore implements ConflictStore {
    static final int RESOLVED_KEPT = 100;
    private static final String SUFFIX = ".json";

    private final DurableFiles files;
    private final StatePaths paths;
    private final @Nullable String worldId;
    private final Clock clock;
    private final Random random;
    /** Read by whoever asks for conflicts, too, while the engine writes. */
    private final Map<String, ConflictArtifact> artifacts = new ConcurrentHashMap<>();

    private final Map<ObjectKey, ConflictArtifact> openHere = new HashMap<>();
    private final List<String> notices = new ArrayList<>();

    private FileConflictStore(
            DurableFiles files, StatePaths paths, @Nullable String worldId, Clock clock, Random random) {
        this.files = files;
        this.paths = paths;
        this.worldId = worldId;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Reads all artifacts; writes nothing.
     *
     * @param worldId only artifacts of this world count as open; null for all, to list them without a daemon
     */
    public static FileConflictStore open(
            Disk disk, Path projectRoot, @Nullable String worldId, Clock clock, Random random) throws IOException {
        StatePaths paths = new StatePaths(projectRoot.toAbsolutePath().normalize());
        FileConflictStore store = new FileConflictStore(new DurableFiles(disk), paths, worldId, clock, random);
        store.load();
        return store;
    }

    /** Artifact files that could not be read, with the reason. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /** Every artifact, open or resolved, of any world, newest first. */
    public List<ConflictArtifact> all() {
        return artifacts.values().stream()
                .sorted(Comparator.comparing(ConflictArtifact::createdAt)
                        .thenComparing(ConflictArtifact::id)
                        .reversed())
                .toList();
    }

    @Override
    public List<ConflictArtifact> open() {
        return all().stream().filter(this::isOpenHere).toList();
    }

    @Override
    public Optional<ConflictArtifact> openFor(ObjectKey key) {
        return Optional.ofNullable(openHere.get(key));
    }

    @Override
    public Optional<ConflictArtifact> find(String artifactId) {
        return Optional.ofNullable(artifacts.get(artifactId));
    }

    @Override
    public Reported report(ConflictDraft draft, String reason, long cursor) throws IOException {
        Optional<ConflictArtifact> open = openFor(draft.key());
        String now = IsoTime.iso(clock.wallMillis());
        ObjectNode document = ConflictDocument.of(
                draft,
                open.map(ConflictArtifact::id).orElseGet(this::freshId),
                open.map(ConflictArtifact::createdAt).orElse(now),
                now,
                worldId,
                reason,
                cursor);
        open.ifPresent(before -> ConflictDocument.keepSettled(before.document(), document));
        if (open.isPresent()
                && ConflictDocument.sameContent(document, open.get().document())) {
            return new Reported(open.get(), false);
        }
        ConflictArtifact artifact = ConflictDocument.artifact(draft.key(), document);
        // Scripts first: should a crash come between, the artifact still tells which files were laid out before.
        beside(artifact.id())
                .lay(
                        draft.scripts(),
                        open.map(before -> ConflictDocument.scripts(before.document()))
                                .orElseGet(ConflictScripts::none));
        write(artifact);
        return new Reported(artifact, true);
    }

    @Override
    public void close(String artifactId, @Nullable Use with) throws IOException {
        ConflictArtifact closing = known(artifactId);
        if (!closing.open()) {
            return;
        }
        String now = IsoTime.iso(clock.wallMillis());
        // Upstream's tool may have left several about one object; they are settled together.
        for (ConflictArtifact artifact : all()) {
            boolean sameObject = artifact.key().equals(closing.key())
                    && artifact.document()
                            .path("worldId")
                            .equals(closing.document().path("worldId"));
            if (artifact.open() && sameObject) {
                write(ConflictDocument.artifact(
                        artifact.key(), ConflictDocument.closed(artifact.document(), with, now)));
            }
        }
        dropOldResolved();
    }

    @Override
    public void settle(String artifactId, String field, FieldChoice choice) throws IOException {
        ConflictArtifact open = known(artifactId);
        if (!open.open() || !open.fields().contains(field)) {
            throw new IllegalArgumentException("conflict '" + artifactId + "' is not about " + field);
        }
        write(ConflictDocument.artifact(open.key(), ConflictDocument.settled(open.document(), field, choice)));
    }

    @Override
    public Map<String, byte[]> editedScripts(String artifactId, Set<String> without) throws IOException {
        return beside(artifactId)
                .edited(ConflictDocument.scripts(known(artifactId).document()), without);
    }

    @Override
    public Map<String, ScriptVersions> scripts(String artifactId) throws IOException {
        return beside(artifactId)
                .versions(ConflictDocument.scripts(known(artifactId).document()));
    }

    /** SHA-256 hashes that open artifacts mention, whose texts must stay. */
    public Set<String> referencedTexts() {
        Set<String> hashes = new HashSet<>();
        artifacts.values().stream()
                .filter(ConflictArtifact::open)
                .forEach(artifact ->
                        hashes.addAll(BaseTexts.hashesIn(artifact.document().toString())));
        return hashes;
    }

    /** Whether an open artifact names the given text, such as a batch of the trash. */
    public boolean mentions(String text) {
        return artifacts.values().stream()
                .filter(ConflictArtifact::open)
                .anyMatch(artifact -> artifact.document().toString().contains(text));
    }

    private boolean isOpenHere(ConflictArtifact artifact) {
        return artifact.open()
                && (worldId == null
                        || worldId.equals(artifact.document().path("worldId").asText(worldId)));
    }

    private ConflictArtifact known(String artifactId) {
        ConflictArtifact artifact = artifacts.get(artifactId);
        if (artifact == null) {
            throw new IllegalArgumentException("there is no conflict '" + artifactId + "'");
        }
        return artifact;
    }

    private ConflictScripts beside(String artifactId) {
        return new ConflictScripts(files, paths.conflicts().resolve(artifactId));
    }

    private void write(ConflictArtifact artifact) throws IOException {
        files.replace(file(artifact.id()), LobbyJson.pretty(artifact.document()), false);
        artifacts.put(artifact.id(), artifact);
        if (isOpenHere(artifact)) {
            openHere.put(artifact.key(), artifact);
        } else if (openHere.containsKey(artifact.key())
                && openHere.get(artifact.key()).id().equals(artifact.id())) {
            openHere.remove(artifact.key());
        }
    }

    private void dropOldResolved() throws IOException {
        List<ConflictArtifact> resolved =
                all().stream().filter(artifact -> !artifact.open()).toList();
        for (ConflictArtifact old : resolved.subList(Math.min(RESOLVED_KEPT, resolved.size()), resolved.size())) {
            files.deleteTree(paths.conflicts().resolve(old.id()));
            files.deleteIfPresent(file(old.id()));
            artifacts.remove(old.id());
        }
    }

    private String freshId() {
        String id = random.shortId();
        while (artifacts.containsKey(id)) {
            id = random.shortId();
        }
        return id;
    }

    private Path file(String id) {
        return paths.conflicts().resolve(id + SUFFIX);
    }

    private void load() throws IOException {
        Disk.@Nullable Stat stat = files.disk().stat(paths.conflicts());
        if (stat == null || stat.type() != Disk.Type.DIRECTORY) {
            return;
        }
        for (Disk.Entry entry : files.disk().list(paths.conflicts())) {
            if (entry.stat().type() == Disk.Type.FILE && entry.name().endsWith(SUFFIX)) {
                String id = entry.name().substring(0, entry.name().length() - SUFFIX.length());
                try {
                    artifacts.put(
                            id,
                            ConflictDocument.parse(
                                    id,
                                    files.disk().read(paths.conflicts().resolve(entry.name()), DurableFiles.LIMIT)));
                } catch (IOException e) {
                    notices.add(".lobby/conflicts/" + entry.name() + " cannot be read and is left alone: "
                            + e.getMessage());
                }
            }
        }
        List<ConflictArtifact> newestFirst = open();
        newestFirst.forEach(artifact -> openHere.putIfAbsent(artifact.key(), artifact));
    }
}
