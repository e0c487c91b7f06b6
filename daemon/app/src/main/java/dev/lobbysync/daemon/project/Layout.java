package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which path of a project means what (PROTOCOL 7.1–7.3). Paths are relative to the root, with {@code /}. */
final class Layout {
    static final String APPS = "apps";
    static final String SHARED = "shared";
    static final String ASSETS = "assets";
    static final String WORLD = "world.json";
    static final String MODULE_PREFIX = "@shared/";

    private static final Set<String> NOT_BLUEPRINTS = Set.of("package.json", "tsconfig.json", "jsconfig.json");
    private static final Set<String> SKIPPED_DIRECTORIES = Set.of(".git", "node_modules", ".lobby");
    /** What editors, upstream and file managers leave beside a file for a moment, told by how it begins. */
    private static final Pattern PASSING = Pattern.compile("(\\.#|\\._|~\\$|\\.goutputstream-|\\.fuse_hidden).*|#.*#"
            + "|\\..*\\.sw[a-z]|4913|\\.DS_Store|\\.nfs[0-9a-f]+");

    private static final List<String> PASSING_ENDS =
            List.of("~", "___jb_tmp___", "___jb_old___", ".crswap", ".kate-swp");
    private static final Pattern PASSING_TEMPORARY = Pattern.compile(".*\\.tmp-[0-9A-Za-z_-]+", Pattern.DOTALL);

    private static final String SCENE = "$scene";

    /** The file base that upstream's first release gives the scene's blueprint (PROTOCOL 7.2). */
    private static final String UPSTREAM_SCENE = "-scene";

    private Layout() {}

    /** What a file means to the project. */
    enum Role {
        BLUEPRINT,
        SCRIPT,
        MODULE,
        ASSET,
        WORLD,
        NONE
    }

    static Role role(String path) {
        if (path.equals(WORLD)) {
            return Role.WORLD;
        }
        String name = name(path);
        if (isSkippedFile(name)) {
            return Role.NONE;
        }
        if (path.startsWith(ASSETS + "/")) {
            return Role.ASSET;
        }
        if (path.startsWith(SHARED + "/")) {
            return isScriptName(name) ? Role.MODULE : Role.NONE;
        }
        String app = appOf(path);
        if (app == null || app.length() + APPS.length() + 1 >= path.length()) {
            return Role.NONE;
        }
        boolean direct = path.indexOf('/', APPS.length() + app.length() + 2) < 0;
        if (direct && isBlueprintName(name)) {
            return Role.BLUEPRINT;
        }
        return isScriptName(name) ? Role.SCRIPT : Role.NONE;
    }

    /** Whether a path lies in the part of the project that is looked at. */
    static boolean matters(String path) {
        return path.equals(WORLD) || isIn(path, APPS) || isIn(path, SHARED) || isIn(path, ASSETS);
    }

    private static boolean isIn(String path, String top) {
        return path.startsWith(top) && (path.length() == top.length() || path.charAt(top.length()) == '/');
    }

    /** The app folder that a path lies in or is, or null. */
    static @Nullable String appOf(String path) {
        if (!path.startsWith(APPS + "/")) {
            return null;
        }
        int end = path.indexOf('/', APPS.length() + 1);
        String app = path.substring(APPS.length() + 1, end < 0 ? path.length() : end);
        return app.isEmpty() ? null : app;
    }

    static String appPath(String app) {
        return APPS + "/" + app;
    }

    static boolean isBlueprintName(String name) {
        return name.endsWith(".json") && name.length() > 5 && !NOT_BLUEPRINTS.contains(name);
    }

    /** Whether a file has a blueprint's name, but lies deeper in an app folder than blueprints do. */
    static boolean isDeeperBlueprint(String path) {
        String app = appOf(path);
        return app != null
                && path.indexOf('/', APPS.length() + app.length() + 2) >= 0
                && isBlueprintName(name(path))
                && !isSkippedFile(name(path));
    }

    static boolean isScriptName(String name) {
        String extension = extension(name);
        return extension.equals("js") || extension.equals("ts");
    }

    /** Declaration files say nothing at run time; one joins a script set only if it is in it already (item 48). */
    static boolean isDeclaration(String path) {
        return path.toLowerCase(Locale.ROOT).endsWith(".d.ts");
    }

    static boolean isSkippedDirectory(String name) {
        return SKIPPED_DIRECTORIES.contains(name);
    }

    /** Lock links, swap and backup files of editors, resource forks, and temporary files of ours and of upstream. */
    static boolean isSkippedFile(String name) {
        return PASSING.matcher(name).matches()
                || PASSING_ENDS.stream().anyMatch(name::endsWith)
                || (name.contains(".tmp-") && PASSING_TEMPORARY.matcher(name).matches());
    }

    /** {@code shared/x.js} as the object that it is. */
    static ObjectKey module(String sharedPath) {
        return ObjectKey.module("@" + sharedPath);
    }

    /** Path of a module's file. */
    static String modulePath(ObjectKey module) {
        return module.id().substring(1);
    }

    /** Whether a key of a script set names a shared module; both spellings do (PROTOCOL 7.3). */
    static boolean isModuleKey(String scriptPath) {
        return scriptPath.startsWith(MODULE_PREFIX) || scriptPath.startsWith(SHARED + "/");
    }

    /** The file of a script set's key. */
    static String scriptFile(String app, String scriptPath) {
        if (isModuleKey(scriptPath)) {
            return scriptPath.startsWith("@") ? scriptPath.substring(1) : scriptPath;
        }
        return appPath(app) + "/" + scriptPath;
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** File name without {@code .json}. */
    static String fileBase(String path) {
        String name = name(path);
        return name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    }

    /** What follows the last dot, lower case; empty if there is none. */
    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 || dot < name.lastIndexOf('/')
                ? ""
                : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** The id of a blueprint file that names none (PROTOCOL 7.2). */
    static String derivedId(String path) {
        String app = appOf(path);
        String base = fileBase(path);
        boolean scene = SCENE.equals(app) && base.equals(UPSTREAM_SCENE);
        return scene ? SCENE : app == null || base.equals(app) ? base : app + "__" + base;
    }
}
