package shop.user.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.platform.text.Characters;

class EmailFormTest {
    /** Characters that fold, compose, encode or hide in unusual ways. */
    private static final String UNUSUAL =
            "\u00df\u1e9e\u03c3\u03c2\u03a3\u0345\u03b1\u1fb3\u212a\u0130\u0131\u0307\u017f\ufb01\u0149\u01c5"
                    + "\u0390\u1e96\u13a0\uab70\u200b\u200d\u00ad\u034f\ufe0f\u3002\uff0e\uff45\u24d4\u2800\u3164\u0301\u0316\u0308\u0338e";

    private static final Normalizer2 NFC = Normalizer2.getNFCInstance();
    private static final Normalizer2 NFD = Normalizer2.getNFDInstance();

    private static final String SYNTAX = "\"\\.@ -[]():;<>xXnN0123456789aAbB";

    @ParameterizedTest
    @CsvSource({
        "ΟΔΟΣ@example.com, οδοσ@example.com",
        "οδος@example.com, οδοσ@example.com",
        "\u212a@example.com, k@example.com",
        "STRASSE@example.com, straße@example.com",
        "\u1fb3@example.com, \u03b1\u0345@example.com",
        "\u0391\u0345\u0301@example.com, \u0391\u0301\u0345@example.com",
        "\u0130@example.com, i\u0307@example.com",
        "jose\u0301@example.com, JOS\u00c9@example.com",
        "ada@bücher.com, ada@xn--bcher-kva.com",
        "ada@BÜCHER.com, ada@XN--BCHER-KVA.com",
        "ada@example。com, ada@example.com",
        "ada@example．com, ada@example.com",
        "ada@ｅxample.com, ada@example.com",
        "ada@ⓔxample.com, ada@example.com",
        "ada@example.com., ada@example.com",
        "ada@example.com。, ada@example.com",
        "ada@exam\u00adple.com, ada@example.com",
        "ada@exam\u200bple.com, ada@example.com",
        "a\u200bda@example.com, ada@example.com",
        "ada@ΟΔΟΣ.gr, ada@οδοσ.gr",
        "'\"ada\"@example.com', ada@example.com",
        "'\"a\\da\"@example.com', ada@example.com",
        "'\"a.da\"@example.com', a.da@example.com",
        "'a.\"da\"@example.com', a.da@example.com",
        "'\"ADA lovelace\"@example.com', '\"ada\\ lovelace\"@example.com'",
        "ada@[0:0::1], ada@[::0001]",
    })
    void addressesThatAreTheSameHaveOneForm(String one, String other) {
        assertThat(EmailForm.of(one)).isEqualTo(EmailForm.of(other));
        assertThat(EmailKey.folded(one)).isEqualTo(EmailKey.folded(other));
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.com, ada@example.org",
        "ada+x@example.com, ada@example.com",
        "a.da@example.com, ada@example.com",
        "\u0131@example.com, i@example.com",
        "\u0130@example.com, i@example.com",
        "ada@faß.de, ada@fass.de",
        "ada@οδος.gr, ada@οδοσ.gr",
        "'\"a..da\"@example.com', a.da@example.com",
        "'\"ada lovelace\"@example.com', adalovelace@example.com",
    })
    void othersDoNot(String one, String other) {
        assertThat(EmailForm.of(one)).isNotEqualTo(EmailForm.of(other));
    }

    /** Keys are stored: what the first release made of an address must come out for ever. */
    @Test
    void theFormerFormStaysWhatItWas() {
        assertThat(EmailForm.former("ΟΔΟΣ@Bu\u0308cher.COM.")).isEqualTo("οδος@bücher.com.");
        assertThat(EmailKey.of("Alice@Example.COM").value())
                .isEqualTo(EmailKey.of("alice@example.com").value());
        assertThat(EmailKey.of("ada@example.com").value()).isEqualTo("tfyF5VdV-eDQMKEKtEKbaylEhV-aDWAHf-gyvsvEHXI");
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.com",
        "Ada.L+x@Mail.Example.CO.UK",
        "o'neill@example.org",
        "josé@example.com",
        "a--b@c--d.com"
    })
    void mostAddressesHaveOneKey(String email) {
        assertThat(EmailKeys.of(email).areOne()).isTrue();
    }

    @Property(tries = 20_000)
    void theFormOfAFormIsItself(@ForAll("addresses") String email) {
        var form = EmailForm.of(email);

        assertThat(EmailForm.of(form)).isEqualTo(form);
    }

    @Property(tries = 20_000)
    void addressesThatFoldEqualHaveOneForm(@ForAll("locals") String local, @ForAll("domains") String domain) {
        var email = local + "@" + domain;

        // Caseless matching is defined on the decomposed form: iota subscripts and accents change places in it. What
        // does not show
        // would keep them apart, and no address that is accepted has any of it.
        var folded = UCharacter.foldCase(NFD.normalize(visible(local)), true);
        for (var same : List.of(folded, NFC.normalize(folded), NFD.normalize(local), NFC.normalize(local))) {
            assertThat(EmailForm.of(same + "@" + domain)).isEqualTo(EmailForm.of(email));
        }
    }

    /** An iota subscript and accents with something invisible in between, which a fold before the form would part for good. */
    @Test
    void whatDoesNotShowIsLeftOutBeforeItIsFolded() {
        assertThat(EmailForm.of("\u1fac\u180f\u0344@example.com")).isEqualTo(EmailForm.of("\u1fac\u0344@example.com"));
    }

    private static String visible(String text) {
        return text.codePoints()
                .filter(character -> !Characters.isInvisible(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The short way for plain addresses leads to where the long one does. */
    @Property(tries = 5_000)
    void aPlainAddressIsItsLowerCase(@ForAll("plain") String email) {
        assertThat(EmailForm.of(email)).isEqualTo(EmailForm.former(email)).isEqualTo(EmailForm.steps(email));
    }

    @Provide
    Arbitrary<String> addresses() {
        return Combinators.combine(
                        Arbitraries.oneOf(locals(), text().ofMaxLength(30)),
                        Arbitraries.oneOf(domains(), text().ofMaxLength(30)))
                .as((local, domain) -> local + "@" + domain);
    }

    /** Without quotes, which make a case of their own, and without characters that fold into them. */
    @Provide
    Arbitrary<String> locals() {
        return Arbitraries.strings()
                .withChars(UNUSUAL)
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('\u00a1', '\u2000')
                .withCharRange('\ua640', '\uabff')
                .ofMinLength(1)
                .ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> domains() {
        var label = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .withChars("XN-0")
                        .ofMinLength(1)
                        .ofMaxLength(8),
                Arbitraries.strings()
                        .withChars(UNUSUAL)
                        .withChars("xn--abc")
                        .ofMinLength(1)
                        .ofMaxLength(8),
                Arbitraries.strings().withChars("abc-0189").ofMaxLength(8).map(text -> "xn--" + text));
        return label.list().ofMinSize(1).ofMaxSize(3).map(labels -> String.join(".", labels));
    }

    @Provide
    Arbitrary<String> plain() {
        var atom = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars("!#$%&'*+/=?^_`{|}~-");
        var label = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withChars("-09");
        return Combinators.combine(
                        atom.ofMinLength(1).ofMaxLength(10).list().ofMinSize(1).ofMaxSize(3),
                        label.ofMinLength(1).ofMaxLength(10).list().ofMinSize(1).ofMaxSize(3))
                .as((atoms, labels) -> String.join(".", atoms) + "@" + String.join(".", labels))
                .filter(email -> !EmailForm.former(email).contains("xn--"));
    }

    private static StringArbitrary text() {
        return Arbitraries.strings().all().withChars(UNUSUAL).withChars(SYNTAX);
    }
}
