package dev.lobbysync.daemon.world;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The base URL {@code B} of PROTOCOL 2.1, taken apart.
 *
 * @param prefix path before {@code /admin}, without a trailing slash; often empty
 * @param authorization header value for credentials in the URL (a proxy's), or null
 */
record Endpoint(
        boolean ssl,
        String host,
        int port,
        String prefix,
        @Nullable String authorization) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    /**
     * @throws IllegalArgumentException if it is no HTTP URL; the message holds no credentials
     */
    static Endpoint parse(String text) {
        URL url;
        try {
            URI uri = new URI(text.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean socket = scheme.equals("ws") || scheme.equals("wss");
            if (!socket && !scheme.equals("http") && !scheme.equals("https")) {
                throw invalid("must begin with http:// or https://");
            }
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw invalid("must have no ? or # part");
            }
            // URL, unlike URI, knows the host of names with an underscore.
            url = (socket ? new URI("http" + text.strip().substring(2)) : uri).toURL();
        } catch (URISyntaxException | MalformedURLException e) {
            throw invalid("is not a URL");
        }
        if (url.getHost().isEmpty()) {
            throw invalid("names no host");
        }
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        boolean ssl = url.getProtocol().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : url.getDefaultPort();
        String userInfo = url.getUserInfo();
        String authorization = userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
        return new Endpoint(ssl, host, port, url.getPath().replaceAll("/+$", ""), authorization);
    }

    private static IllegalArgumentException invalid(String what) {
        return new IllegalArgumentException(
                "the world URL " + what + "; set WORLD_URL to something like https://world.example.com");
    }

    /** For messages: no credentials, no default port. */
    String display() {
        boolean standard = port == (ssl ? 443 : 80);
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return (ssl ? "https://" : "http://") + name + (standard ? "" : ":" + port) + prefix;
    }

    boolean loopback() {
        return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Where assets are fetched from. A path is taken below this base, because a runtime behind a prefix does not know
     * the prefix.
     *
     * @param assetsUrl of the snapshot: absolute, or a path
     */
    Endpoint assets(String assetsUrl) {
        String stripped = assetsUrl.strip();
        if (stripped.contains("://")) {
            return parse(stripped);
        }
        String path = stripped.replaceAll("^/+|/+$", "");
        return new Endpoint(ssl, host, port, path.isEmpty() ? prefix : prefix + "/" + path, authorization);
    }

    /** Percent-encodes one path segment or query value. */
    static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return display();
    }
}
