package shop.user.domain;

import java.util.Optional;

/** The parts of a user's personal data to change; what is empty stays. */
public record UserChange(Optional<String> name, Optional<String> email) {

    PersonalData applyTo(PersonalData current) {
        return new PersonalData(name.orElse(current.name()), email.orElse(current.email()));
    }

    /** Personal data never reaches a log. */
    @Override
    public String toString() {
        return "UserChange[withheld]";
    }
}
