package shop.platform.security;

import java.util.Set;

/** Who makes a call, as far as that is proven. */
public sealed interface Caller {

    /** The role of an administrator, which the open development mode assumes. */
    String ADMIN = "admin";

    /** Names the caller in events and in the audit; no personal data as long as the issuer's subjects are none. */
    String name();

    /** Returns the roles that access rules may ask for. */
    default Set<String> roles() {
        return Set.of();
    }

    /**
     * A person, or a program with a token of its own.
     *
     * @param subject of the token: for a user of the shop, the user's id
     */
    record User(String subject, @Override Set<String> roles) implements Caller {

        public User {
            roles = Set.copyOf(roles);
        }

        @Override
        public String name() {
            return "user:" + subject;
        }
    }

    /**
     * Another service, by its certificate.
     *
     * @param service its name
     */
    record Service(String service) implements Caller {

        @Override
        public String name() {
            return "service:" + service;
        }
    }

    /** Nobody in particular. */
    record Anonymous() implements Caller {

        @Override
        public String name() {
            return "anonymous";
        }
    }

    /** A caller without a token on an open node; see {@code shop.security.mode}. */
    record DevelopmentAdministrator() implements Caller {

        @Override
        public String name() {
            return "development-administrator";
        }

        @Override
        public Set<String> roles() {
            return Set.of(ADMIN);
        }
    }
}
