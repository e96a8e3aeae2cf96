package shop.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import shop.devstack.Devstack;

/** What others make of the contract: valid OpenAPI documents, and clients in TypeScript that are generated from them and from the proto files. */
@ExtendWith(SharedSystem.class)
class ClientsIT {
    private static final Path CLIENTS = Path.of("..", "clients", "typescript");
    private static final Path CONTRACT = Path.of("..", "contract", "target", "classes", "META-INF", "contract.binpb");

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void generatedClientsMakeTheSameCallsByJsonAndByGrpcWeb(Devstack stack) throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "no packages for this test: npm ci --ignore-scripts in clients/typescript");

        var check = new ProcessBuilder(
                        "node",
                        "check.mjs",
                        stack.node("user-service", 1).uri().toString(),
                        stack.node("order-service", 1).uri().toString(),
                        CONTRACT.toAbsolutePath().normalize().toString())
                .directory(CLIENTS.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(check.getInputStream().readAllBytes());

        assertThat(check.waitFor()).as(said).isZero();
        assertThat(said).contains("both clients: passed");
    }

    private static boolean isInstalled() {
        var installed = Files.isDirectory(CLIENTS.resolve("node_modules"));
        if (!installed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(
                    "clients/typescript/node_modules: absent (expected: there, since CI=true; npm ci --ignore-scripts)");
        }
        return installed;
    }
}
