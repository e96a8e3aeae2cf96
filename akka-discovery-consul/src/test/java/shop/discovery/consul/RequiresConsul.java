package shop.discovery.consul;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** A test that needs a Consul binary: skipped where there is none, failing where the environment says CI=true. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "shop.devstack.ConsulAgent#available", disabledReason = "no Consul binary (see devstack/bin/consul)")
@interface RequiresConsul {}
