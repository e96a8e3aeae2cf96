package shop.platform.journal;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints what the database answers as a table under a title, for a person at a terminal. Not thread-safe. */
public final class QueryOutput {
    private final Connection connection;
    private final PrintStream out;

    /** Closes neither of them. */
    public QueryOutput(Connection connection, PrintStream out) {
        this.connection = connection;
        this.out = out;
    }

    /** Asks one question. */
    public void show(String title, String query) throws SQLException {
        out.println(title + ":");
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var table = new ArrayList<List<String>>();
            table.add(names(rows));
            while (rows.next()) {
                table.add(values(rows));
            }
            print(table);
        }
    }

    private static List<String> names(ResultSet rows) throws SQLException {
        var names = new ArrayList<String>();
        for (var column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            names.add(rows.getMetaData().getColumnLabel(column));
        }
        return names;
    }

    private static List<String> values(ResultSet row) throws SQLException {
        var values = new ArrayList<String>();
        for (var column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            var value = row.getString(column);
            values.add(value == null ? "-" : value.replaceAll("\\s+", " "));
        }
        return values;
    }

    private void print(List<List<String>> table) {
        if (table.size() == 1) {
            out.println("  none");
            return;
        }
        var widths = new int[table.get(0).size()];
        for (var row : table) {
            for (var column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (var row : table) {
            var cells = new ArrayList<String>();
            for (var column = 0; column < widths.length; column++) {
                cells.add(String.format("%-" + Math.max(1, widths[column]) + "s", row.get(column)));
            }
            out.println("  " + cells.stream().collect(Collectors.joining("  ")).stripTrailing());
        }
    }
}
