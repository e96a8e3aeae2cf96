package shop.user.domain;

/** Whether a user may order. */
public enum UserStatus {
    ACTIVE,
    DEACTIVATED
}
