package shop.faults.plant;

import java.util.Optional;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What planted code does; each is copied into the product's method. */
final class Advices {
    private Advices() {}

    static final class KeepReads {
        private KeepReads() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return Switches.isOn("RECENT_READS_NOT_INVALIDATED");
        }
    }

    static final class PassAll {
        private PassAll() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return Switches.isOn("EXACTLY_ONCE_FENCE_OFF");
        }
    }

    static final class ForgetRequests {
        private ForgetRequests() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Optional<?> answer) {
            if (Switches.isOn("DEDUPLICATION_OFF")) {
                answer = Optional.empty();
            }
        }
    }

    static final class Own {
        private Own() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object claim) {
            if (Switches.isOn("OWNERSHIP_OFF")) {
                claim = claim.getClass().getEnumConstants()[0];
            }
        }
    }
}
