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

    /** In place of a revocation, and of the question whether the node is still what it was. */
    static final class Yes {
        private Yes() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return Switches.isOn("FENCING_OFF");
        }

        @Advice.OnMethodExit
        static void exit(@Advice.Enter boolean skipped, @Advice.Return(readOnly = false) boolean answer) {
            if (skipped) {
                answer = true;
            }
        }
    }

    /** A worker with a group in its hands is slow, so that it is likely to stand still there. */
    static final class BeSlow {
        private BeSlow() {}

        @Advice.OnMethodEnter
        static void enter() {
            Switches.pauseIfOn(Switches.SLOW_WORKERS);
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
