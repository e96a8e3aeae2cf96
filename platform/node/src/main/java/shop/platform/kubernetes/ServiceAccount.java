package shop.platform.kubernetes;

import com.typesafe.config.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the API is and as whom this pod asks it, as Kubernetes puts it into every pod.
 *
 * @param folder with {@code token}, {@code ca.crt} and {@code namespace}
 */
record ServiceAccount(URI api, Path folder, String pod) {
    /** @throws com.typesafe.config.ConfigException if this is no pod */
    static ServiceAccount of(Config config) {
        var kubernetes = config.getConfig("shop.kubernetes");
        var host = kubernetes.getString("api-host");
        // An IPv6 address.
        var authority = host.contains(":") ? "[" + host + "]" : host;
        return new ServiceAccount(
                URI.create("https://" + authority + ":" + kubernetes.getInt("api-port")),
                Path.of(kubernetes.getString("service-account")),
                kubernetes.getString("pod"));
    }

    /** Read each time: it is replaced every hour. */
    String token() throws IOException {
        return Files.readString(folder.resolve("token")).strip();
    }

    String namespace() throws IOException {
        return Files.readString(folder.resolve("namespace")).strip();
    }

    Path authorities() {
        return folder.resolve("ca.crt");
    }
}
