package shop.order;

import java.io.IOException;
import java.sql.SQLException;

/** Does what the stand-in of user-service does, and never fails. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        shop.user.Main.serve();
    }
}
