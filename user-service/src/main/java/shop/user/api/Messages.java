package shop.user.api;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import shop.contract.user.User;
import shop.contract.user.UserStatus;
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
                .setCreateTime(timestamp(user.createdAt()))
                .setUpdateTime(timestamp(user.updatedAt()))
                .setRevision(user.revision())
                .build();
    }

    private static UserStatus status(shop.user.domain.UserStatus status) {
        return switch (status) {
            case ACTIVE -> UserStatus.USER_STATUS_ACTIVE;
            case DEACTIVATED -> UserStatus.USER_STATUS_DEACTIVATED;
        };
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
