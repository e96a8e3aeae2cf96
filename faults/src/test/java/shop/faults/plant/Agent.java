package shop.faults.plant;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/** Plants the defects; its argument is the file that says which are on. */
public final class Agent {
    private Agent() {}

    public static void premain(String file, Instrumentation instrumentation) {
        Switches.follow(Path.of(file));
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
                .type(named("shop.platform.fencing.WriterTable"))
                .transform(plant("revoke", Advices.Yes.class))
                .type(named("shop.platform.fencing.Fence"))
                .transform(plant("isCurrent", Advices.Yes.class))
                .type(named("shop.platform.cluster.RecentReads"))
                .transform(plant("forget", Advices.KeepReads.class))
                .type(named("shop.platform.cluster.OwnershipSession"))
                .transform(plant("decide", Advices.Own.class))
                .type(named("shop.platform.projection.Fence"))
                .transform(plant("pass", Advices.PassAll.class))
                .transform(plant("begin", Advices.BeSlow.class))
                .type(named("shop.user.domain.UserState"))
                .transform(plant("answerTo", Advices.ForgetRequests.class))
                .type(named("shop.order.domain.OrderState"))
                .transform(plant("changeBy", Advices.ForgetRequests.class))
                .installOn(instrumentation);
    }

    static AgentBuilder.Transformer plant(String method, Class<?> advice) {
        return (builder, type, loader, module, domain) ->
                builder.visit(Advice.to(advice).on(named(method)));
    }
}
