package shop.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report(new ArrayList<String>()::add);

    @Test
    void itsFiguresAreWordsThatAgreeWithThem() {
        assertThat(report).hasToString("0 entries, 0 checkpoints, 0 findings");

        report.entry();
        report.checkpoint();
        report.found("a problem");
        assertThat(report).hasToString("1 entry, 1 checkpoint, 1 finding");

        report.entry();
        assertThat(report).hasToString("2 entries, 1 checkpoint, 1 finding");
    }
}
