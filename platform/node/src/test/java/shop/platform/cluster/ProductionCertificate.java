package shop.platform.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate as an authority outside the project issues it: nothing in it says that it is for development. */
final class ProductionCertificate {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private ProductionCertificate() {}

    /** Makes the files for a service and returns the settings that use them. */
    static String settings(Path folder, String service) throws IOException, InterruptedException {
        var store = folder.resolve("production.p12");
        keytool(store, service);
        try {
            var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            var certificate = write(
                    folder.resolve("production.pem"),
                    "CERTIFICATE",
                    keys.getCertificate(service).getEncoded());
            var key = write(
                    folder.resolve("production.key"),
                    "PRIVATE KEY",
                    keys.getKey(service, PASSWORD).getEncoded());
            return """
                    shop.tls { enabled = on, certificate-file = "%s", key-file = "%s", ca-file = "%s" }
                    """.formatted(certificate, key, certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, String service) throws IOException, InterruptedException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        service,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-validity",
                        "30",
                        "-dname",
                        "CN=" + service,
                        "-ext",
                        "san=dns:" + service + ",uri:spiffe://shop/" + service,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private static Path write(Path file, String type, byte[] der) throws IOException {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n");
    }
}
