package shop.user.api;

import shop.contract.user.User;
import shop.contract.user.UserStatus;
import shop.platform.call.Timestamps;
import shop.user.domain.UserDetails;

/** The domain's users as messages. */
final class Messages {
    private Messages() {}

    static User user(UserDetails user) {
        return User.newBuilder()
                .setId(user.id())
                .setName(user.personal().name())
                .setEmail(user.personal().email())
                .setStatus(status(user.status()))
                .setCreateTime(Timestamps.of(user.createdAt()))
                .setUpdateTime(Timestamps.of(user.updatedAt()))
                .setRevision(user.revision())
                .build();
    }

    private static UserStatus status(shop.user.domain.UserStatus status) {
        return switch (status) {
            case ACTIVE -> UserStatus.USER_STATUS_ACTIVE;
            case DEACTIVATED -> UserStatus.USER_STATUS_DEACTIVATED;
        };
    }
}
