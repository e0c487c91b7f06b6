package dev.lobbysync.daemon.world;

import java.util.Map;

/** Content types of what worlds are made of, by file extension. */
final class AssetTypes {
    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("js", "text/javascript"),
            Map.entry("mjs", "text/javascript"),
            Map.entry("ts", "text/plain"),
            Map.entry("json", "application/json"),
            Map.entry("css", "text/css"),
            Map.entry("html", "text/html"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/plain"),
            Map.entry("glb", "model/gltf-binary"),
            Map.entry("gltf", "model/gltf+json"),
            Map.entry("vrm", "model/gltf-binary"),
            Map.entry("hdr", "image/vnd.radiance"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("ttf", "font/ttf"));

    private AssetTypes() {}

    static String of(String extension) {
        return BY_EXTENSION.getOrDefault(extension, "application/octet-stream");
    }
}
