package shop.platform.grpc.client;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Set;

/**
 * Resolves targets {@code discovery:///<service>}. gRPC has one registry per JVM, so the channel passes the source of
 * its own actor system to its resolver.
 */
final class InstanceResolverProvider extends NameResolverProvider {

    static final NameResolver.Args.Key<InstanceSource> INSTANCES = NameResolver.Args.Key.create("shop-instances");
    private static final String SCHEME = "discovery";
    private static final InstanceResolverProvider REGISTERED = new InstanceResolverProvider();

    static {
        NameResolverRegistry.getDefaultRegistry().register(REGISTERED);
    }

    static void register() {
        // Loading the class does it, once.
    }

    static String target(String service) {
        return SCHEME + ":///" + service;
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        return new InstanceResolver(args.getArg(INSTANCES), args);
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
        return Set.of(InetSocketAddress.class);
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    /** Below the default, so that it never becomes the one for targets without a scheme. */
    @Override
    protected int priority() {
        return 0;
    }
}
