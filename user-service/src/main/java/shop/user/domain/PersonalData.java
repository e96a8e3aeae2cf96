package shop.user.domain;

import shop.platform.entity.Personal;

/**
 * What identifies a person. This record is the only place where personal data enters an event or a snapshot.
 *
 * @param name as it is shown
 * @param email as it was given; compared by {@link EmailKey}
 */
@Personal
public record PersonalData(String name, String email) {

    /** Personal data never reaches a log. */
    @Override
    public String toString() {
        return "PersonalData[withheld]";
    }
}
