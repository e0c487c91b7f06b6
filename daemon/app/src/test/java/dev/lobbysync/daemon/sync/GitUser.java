package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.testing.Bench;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Somebody who commits, and checks out what was committed, while the daemon watches. */
final class GitUser {
    private final Bench bench;
    private final Tokens tokens;
    private final Random dice;
    private final List<Map<String, byte[]>> commits = new ArrayList<>();
    private final Map<String, byte[]> left = new TreeMap<>();
    private Map<String, byte[]> target = Map.of();

    GitUser(Bench bench, Tokens tokens, Random dice) {
        this.bench = bench;
        this.tokens = tokens;
        this.dice = dice;
    }

    /** What lies there; in the middle of a checkout git refuses, since it would be half of each. */
    String commit() {
        if (isBusy()) {
            return "cannot commit, git is busy";
        }
        commits.add(bench.disk().files(Bench.ROOT));
        return "commit " + commits.size();
    }

    /** Begins to check a commit out; git is interrupted half-way. */
    String begin() {
        if (commits.isEmpty()) {
            return commit();
        }
        int which = dice.nextInt(commits.size());
        Map<String, byte[]> now = bench.disk().files(Bench.ROOT);
        left.clear();
        TreeSet<String> paths = new TreeSet<>(now.keySet());
        paths.addAll(commits.get(which).keySet());
        for (String path : paths) {
            byte[] then = commits.get(which).get(path);
            if (!Arrays.equals(now.get(path), then)) {
                left.put(path, then);
            }
        }
        target = commits.get(which);
        bench.git().busy("a checkout is in progress");
        goOn(left.size() / 2);
        return "git begins to check out commit " + (which + 1) + ", " + left.size() + " files are left";
    }

    boolean isBusy() {
        return bench.git().busyWith() != null;
    }

    /** Git does the rest. */
    String end() {
        int files = left.size();
        if (files > 0) {
            goOn(files);
        }
        bench.git().busy(null);
        return "git is done, with " + files + " more files";
    }

    private void goOn(int count) {
        for (String path : List.copyOf(left.keySet()).subList(0, count)) {
            byte[] then = left.remove(path);
            if (bench.has(path)) {
                tokens.superseded(bench.read(path));
            }
            if (then == null && bench.has(path)) {
                bench.erase(path);
            } else if (then != null) {
                bench.write(path, then);
            }
        }
        bench.index(target.keySet().stream().filter(bench::has).toList());
    }
}
