package shop.platform.grpc;

import shop.platform.config.CheckedConfig;
import shop.platform.config.ConfigurationCheck;

/** Refuses bounds with which no call would be served. */
public final class CallLimitCheck implements ConfigurationCheck {
    @Override
    public void check(CheckedConfig checked) {
        checked.atLeastOne("shop.grpc.max-calls-in-flight");
        checked.atLeastOne("shop.grpc.min-calls-in-flight");
    }
}
