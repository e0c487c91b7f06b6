package dev.lobbysync.daemon.world;

import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Says in words for people how a connection was lost. */
final class Lost {
    private Lost() {}

    private static String untrusted(Throwable cause) {
        return "its certificate is not trusted (" + cause.getMessage()
                + "); give the server one of a known authority and with its host name, or import its certificate into"
                + " a trust store (keytool -importcert) and set"
                + " GAMEDEV_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE";
    }

    static String words(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "no connection (" + cause.getMessage() + ")";
        }
        if (cause instanceof HttpClosedException) {
            return "the connection was closed";
        }
        for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof CertificateException) {
                return untrusted(deeper);
            }
        }
        if (cause instanceof SSLException) {
            return "no secure connection (" + cause.getMessage() + "); is https right for this port?";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
