package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.TemporaryName;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.Random;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The local side over a {@link Disk} (PROTOCOL 7). Not thread-safe: used by the sync context only.
 *
 * <p>It keeps hashes and parsed documents, never the text of scripts or assets. Between runs {@code .lobby/stat-cache}
 * and {@code .lobby/blueprint-index.json} are kept; both are written by {@link #checkpoint} only, and only if they would say something new.
 */
public final class FileProject implements Project {
    private static final String CACHE = ".lobby/stat-cache";
    private static final String RECENT = ".lobby/recent-writes.json";
    private static final String INDEX = ".lobby/blueprint-index.json";
    private static final DateTimeFormatter ISO_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final ConfinedPath paths;
    private final Clock clock;
    private final ConfinedWrites writes;
    private final StatCache cache;
    private final PathIndex index;
    private final Leftovers leftovers;
    private final FileTable table;
    private final AssetShelf shelf;
    private final LocalStates states;
    private final LocalTree tree;
    private final ContentSource source;
    private final OutdatedSaves outdated;

    /** Paths that changed and that the tree does not reflect yet, because a look failed half-way. */
    private final Set<String> undigested = new TreeSet<>();

    private Bases bases = key -> null;
    private boolean looked;
    private boolean surveyed;

    private FileProject(Disk disk, Path root, Clock clock, Random random) throws IOException {
        this.clock = clock;
        this.paths = new ConfinedPath(disk, root);
        this.leftovers = new Leftovers();
        this.writes = new ConfinedWrites(disk, paths, random, ReadLimits.OF_THIS_PROCESS.asset(), leftovers);
        this.cache = StatCache.load(disk, paths.resolve(CACHE));
        this.index = PathIndex.load(disk, paths.resolve(INDEX));
        this.table = new FileTable(disk, paths, clock, cache, leftovers);
        this.shelf = new AssetShelf(table, cache);
        this.states = new LocalStates(clock);
        this.tree = new LocalTree(table, shelf, index, states);
        this.source = new ContentSource(table, shelf, paths, disk);
        this.outdated = new OutdatedSaves(tree::state, table, new GitWrites(disk, root));
        outdated.load(disk, paths.resolve(RECENT));
    }

    /**
     * Opens a project without looking at its files; {@link #scan} does.
     *
     * @param root absolute, its own symbolic links resolved
     * @throws IOException if what is kept between runs is there and cannot be read
     */
    public static FileProject open(Disk disk, Path root, Clock clock, Random random) throws IOException {
        return new FileProject(disk, root, clock, random);
    }

    @Override
    public Set<ObjectKey> scan() throws IOException {
        look();
        return update();
    }

    @Override
    public void look() throws IOException {
        table.scan(undigested);
        looked = true;
    }

    @Override
    public Set<ObjectKey> refresh(Collection<String> changed) throws IOException {
        table.refresh(changed, undigested);
        table.refresh(tree.ids().doubtful(undigested), undigested);
        return update();
    }

    private Set<ObjectKey> update() throws IOException {
        digest();
        if (looked && !surveyed) {
            surveyed = true;
            shelf.surveyed();
        }
        Set<ObjectKey> changed = new LinkedHashSet<>(states.drain());
        changed.addAll(outdated.drainReleased());
        return changed;
    }

    private void digest() throws IOException {
        try {
            tree.update(undigested);
            outdated.judge(undigested);
            undigested.clear();
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private static IOException unreadable(UncheckedIOException e) {
        return new IOException("a file of the project could not be read: " + e.getMessage(), e);
    }

    @Override
    public Set<ObjectKey> keys() {
        return states.keys();
    }

    @Override
    public LocalState state(ObjectKey key) {
        return tree.state(key);
    }

    @Override
    public Set<ObjectKey> importers(ObjectKey module) {
        Set<ObjectKey> importers = new LinkedHashSet<>();
        for (String app : tree.importingApps(Layout.modulePath(module))) {
            AppView view = tree.apps().get(app);
            if (view != null && view.root() != null) {
                importers.add(ObjectKey.blueprint(view.root().id()));
                view.owners().forEach(id -> importers.add(ObjectKey.blueprint(id)));
            }
        }
        return importers;
    }

    @Override
    public List<ObjectKey> folderMates(ObjectKey blueprint) {
        AppView view = tree.view(blueprint.id());
        return view == null
                ? List.of(blueprint)
                : view.ids().stream().map(ObjectKey::blueprint).toList();
    }

    @Override
    public List<String> leftBehind(ObjectKey blueprint) throws IOException {
        String folder = folder(blueprint);
        return folder == null || !tree.isWithoutBlueprint(folder) ? List.of() : table.names(folder);
    }

    @Override
    public @Nullable String folder(ObjectKey blueprint) {
        String path = tree.ids().lastPath(blueprint.id());
        String app = Layout.appOf(path);
        return app == null ? null : Layout.appPath(app);
    }

    @Override
    public Map<String, String> takeLeftovers() {
        Map<String, String> left = new TreeMap<>();
        leftovers.takeDoubtful().forEach(path -> left.put(path, TemporaryName.without(path)));
        return left;
    }

    @Override
    public void removeLeftover(String path) throws IOException {
        writes.discard(path);
    }

    @Override
    public List<Problem> problems() {
        if (!surveyed) {
            return List.of(); // nothing is missing that nobody has looked for
        }
        List<Problem> problems = tree.problems();
        missingAssets()
                .forEach((path, url) -> problems.add(new Problem(
                        path,
                        path + " is missing; the world still has it as " + url,
                        "put it back, or remove the reference")));
        return problems;
    }

    @Override
    public WorldFile worldFile() {
        return tree.world().file();
    }

    @Override
    public Map<String, String> missingAssets() {
        Map<String, String> missing = new TreeMap<>();
        shelf.missing().forEach((path, url) -> {
            if (tree.namesAsset(path)) {
                missing.put(path, url);
            }
        });
        return missing;
    }

    @Override
    public void checkpoint(boolean agreed) throws IOException {
        if (agreed) {
            saveCache();
        } else {
            saveIndex();
        }
    }

    @Override
    public void keepIdentities() throws IOException {
        if (tree.ids().takeMoved()) {
            saveIndex();
        }
    }

    @Override
    public void consult(Bases known) {
        bases = known;
        shelf.consult(known);
    }

    @Override
    public void agreed(Set<ObjectKey> keys) {
        tree.agreed(keys);
        outdated.agreed(keys);
    }

    @Override
    public void chosen(ObjectKey key) {
        outdated.chosen(key);
    }

    @Override
    public @Nullable String outdatedIn(ObjectKey key) {
        return outdated.in(key);
    }

    @Override
    public ObjectNode metadata(ObjectKey key) {
        ObjectNode metadata = Json.object();
        AppView view = key.kind() == ObjectKind.BLUEPRINT ? tree.view(key.id()) : null;
        if (view == null) {
            return metadata;
        }
        for (BlueprintFile file : view.files()) {
            ObjectNode document = file.document();
            if (file.id().equals(key.id()) && document != null) {
                putText(metadata, "uid", file.text("uid"));
                putText(metadata, "createdAt", file.text("createdAt"));
                putText(metadata, "name", document.has("name") ? null : Layout.fileBase(file.path()));
                putText(metadata, "scope", document.has("scope") ? null : view.app());
            }
        }
        return metadata;
    }

    private static void putText(ObjectNode object, String field, @Nullable String text) {
        if (text != null) {
            object.put(field, text);
        }
    }

    @Override
    public Optional<byte[]> content(String assetUrl) throws IOException {
        return Optional.ofNullable(source.content(assetUrl));
    }

    @Override
    public Set<String> missingContent(List<LocalEdit> edits) {
        Set<String> missing = new LinkedHashSet<>();
        for (String url : Preparation.urls(edits)) {
            try {
                if (source.locate(url) == null) {
                    missing.add(url);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("an asset of the project could not be read", e);
            }
        }
        return missing;
    }

    @Override
    public Prepared prepare(List<LocalEdit> edits, Map<String, byte[]> contents, Map<ObjectKey, Set<String>> bases)
            throws IOException {
        // What a person saved where a new blueprint would go, a moment ago, may be that blueprint: look before writing.
        table.refresh(Placement.folders(edits), undigested);
        digest();
        Preparation preparation = new Preparation(tree, table, shelf, source, contents, bases);
        Prepared prepared = preparation.run(edits);
        if (!preparation.moved().isEmpty()) {
            // Not to wait for the watcher: planning again on what was read before would fail again.
            table.refresh(preparation.moved(), undigested);
            digest();
        }
        return prepared;
    }

    @Override
    public boolean perform(FileChange change) throws IOException {
        Set<String> left = leftFolder(change);
        if (!left.isEmpty()) {
            table.refresh(left, undigested);
            digest();
            return false;
        }
        Map<ObjectKey, OwnWrite.Turn> before = outdated.before(change);
        if (!writes.perform(change)) {
            table.refresh(List.of(change.path()), undigested);
            digest();
            return false;
        }
        digest();
        if (change.content() == null) {
            table.deleted(change.path());
        } else {
            table.wrote(change.path(), change.content());
        }
        reflect(change.path());
        outdated.wrote(change, before, clock.wallMillis() * 1_000_000L);
        states.known(change.objects());
        return true;
    }

    /** Brings the objects up to date with a write of our own. */
    private void reflect(String path) throws IOException {
        undigested.add(path);
        try {
            tree.update(undigested);
            undigested.clear();
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Blueprint files that the tree knows beside a file that is to be changed for them, and that are gone. Somebody is
     * moving the folder: a script written into the old one would read as removed in the new one, and one deleted there as
     * added.
     */
    private Set<String> leftFolder(FileChange change) throws IOException {
        Set<String> left = new LinkedHashSet<>();
        String app = Layout.appOf(change.path());
        for (ObjectKey key : change.objects()) {
            String path = key.kind() == ObjectKind.BLUEPRINT ? tree.ids().path(key.id()) : null;
            if (app != null
                    && path != null
                    && app.equals(Layout.appOf(path))
                    && table.fact(path) != null
                    && !table.isThere(path)) {
                left.add(Layout.appPath(app));
            }
        }
        return left;
    }

    @Override
    public Optional<byte[]> bytes(String path) throws IOException {
        return Optional.ofNullable(source.read(path));
    }

    @Override
    public void learnAliases(Map<String, String> aliases) {
        shelf.learn(aliases);
    }

    @Override
    public void expectScripts(ObjectKey blueprint, @Nullable AgreedScripts scripts) {
        tree.expect(blueprint.id(), scripts);
    }

    /** {@link #checkpoint} at the end of a run: looks again at what was written right before a look, so that the next run need not. */
    public void close(boolean agreed) throws IOException {
        checkpoint(agreed);
        if (agreed && cache.isOfThisRun()) {
            table.settle();
            saveCache();
        }
    }

    /**
     * Keeps what was learned about the files for the next run, if there is anything new to keep. To be called when both
     * sides agree; else {@link #saveIndex}. What a file in trouble said when it was last synced stays.
     */
    public void saveCache() throws IOException {
        Set<String> troubled = new HashSet<>();
        problems().forEach(problem -> troubled.add(problem.path()));
        Map<String, FileFact> facts = new LinkedHashMap<>();
        table.facts().forEach((path, fact) -> {
            FileFact known = cache.fact(path);
            if (fact.sha256() != null && !troubled.contains(path)) {
                facts.put(path, fact);
            } else if (known != null && (troubled.contains(path) || known.stat().equals(fact.stat()))) {
                facts.put(path, known); // of an asset, nobody asked for its content this time
            }
        });
        Map<String, KnownBlueprint> known = tree.toKeep(bases);
        known.keySet().retainAll(facts.keySet());
        Map<String, String> gone = missingAssets();
        if (!cache.says(facts, known, gone)) {
            cache.save(writes, CACHE, facts, known, gone);
        }
        saveIndex();
    }

    /** Keeps which blueprint lies where and what we wrote last, if there is anything new to keep. */
    public void saveIndex() throws IOException {
        outdated.save(writes, RECENT);
        index.save(
                writes,
                INDEX,
                tree.ids()::isAlive,
                id -> bases.value(ObjectKey.blueprint(id)) != null,
                ISO_MILLIS.format(Instant.ofEpochMilli(clock.wallMillis())));
    }
}
