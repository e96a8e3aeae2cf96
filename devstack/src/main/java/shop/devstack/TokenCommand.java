package shop.devstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The program behind {@code ./run token}: the token alone goes to the output, so that a shell can take it. */
public final class TokenCommand {
    private TokenCommand() {}

    public static void main(String[] arguments) {
        try {
            var project = Path.of(System.getProperty("shop.project", "")).toAbsolutePath();
            var options = TokenOptions.parse(ServiceList.of(project).roles(), List.of(arguments));
            var issuer = DevelopmentIssuer.in(folder(project));
            System.out.println(issuer.token(options.subject(), options.roles(), options.lifetime()));
            System.err.printf(
                    "For development only: %s with %s, good for %s wherever %s is trusted.%n",
                    options.subject(),
                    options.roles().isEmpty() ? "no role" : "role " + String.join(", ", options.roles()),
                    options.lifetime().toString().substring(2).toLowerCase(Locale.ROOT),
                    issuer.jwks());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    /** Where a project keeps its development issuer. */
    static Path folder(Path project) {
        return project.toAbsolutePath().resolve(".devstack").resolve(DevelopmentIssuer.FOLDER);
    }
}
