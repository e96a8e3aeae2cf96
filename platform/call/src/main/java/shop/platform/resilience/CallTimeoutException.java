package shop.platform.resilience;

import java.util.concurrent.TimeoutException;

/** Reports that a guarded call had no answer in time. It has no stack trace, since it is not a defect. */
public final class CallTimeoutException extends TimeoutException {

    private CallTimeoutException(String message) {
        super(message);
    }

    static CallTimeoutException beforeCall(String target) {
        return new CallTimeoutException(target + ": not called, the remaining deadline is too short");
    }

    static CallTimeoutException withoutAnswer(String target) {
        return new CallTimeoutException(target + ": no answer in time");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
