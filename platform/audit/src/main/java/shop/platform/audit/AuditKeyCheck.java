package shop.platform.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import shop.platform.config.CheckedConfig;
import shop.platform.config.ConfigurationCheck;

/** Refuses a node that could not sign its audit. */
public final class AuditKeyCheck implements ConfigurationCheck {
    /** Unsigned, an audit can be made anew, or erased, by whoever owns the database. */
    @Override
    public void check(CheckedConfig checked) {
        var file = checked.config().getString("shop.audit.key-file");
        if (file.isBlank() ? !checked.isDev() : !Files.isReadable(Path.of(file))) {
            checked.refuse(
                    "shop.audit.key-file",
                    file.isBlank() ? "empty" : file,
                    "a file with the keys that sign the audit, one per line (openssl rand -base64 48);"
                            + " set SHOP_AUDIT_KEY_FILE");
        }
    }
}
