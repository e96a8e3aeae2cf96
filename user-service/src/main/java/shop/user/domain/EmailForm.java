package shop.user.domain;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import shop.platform.text.Characters;

/**
 * The forms in which e-mail addresses are compared.
 *
 * <p>The local part is compared by Unicode's full case folding, so that all of sigma's forms are one, as are the KELVIN SIGN
 * and k, ß and ss; İ folds to i with a dot above, which is not i, and ı is a letter of its own. Characters that do not show are
 * left out, and quotes where there is no need of them. The domain is compared in its ASCII form by UTS 46, in which ß and
 * the final sigma are letters of their own (non-transitional), without the dot at the end.
 */
public final class EmailForm {
    /** Letters, digits and what else ASCII allows without quotes; no dot. */
    private static final String ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]++";

    /** Addresses whose form is their lower case: nearly all. */
    private static final Pattern PLAIN =
            Pattern.compile(ATOM + "(?:\\." + ATOM + ")*+@[a-z0-9-]++(?:\\.[a-z0-9-]++)*+");

    /** Two are nearly always enough; a bound, so that no address can make it many. */
    private static final int STEPS = 8;

    private static final String ENCODED_LABEL = "xn--";

    private static final IDNA UTS_46 = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.USE_STD3_RULES | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    private static final Normalizer2 NFC = Normalizer2.getNFCInstance();
    private static final Normalizer2 NFD = Normalizer2.getNFDInstance();

    private EmailForm() {}

    /** As the first release compared addresses. Stored keys are made of it, so it never changes. */
    public static String former(String email) {
        return java.text.Normalizer.normalize(email, java.text.Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT);
    }

    /** Two addresses are one if their forms are equal. The form of a form is itself. */
    public static String of(String email) {
        return isPlain(email) ? former(email) : steps(email);
    }

    /** Each step may make another possible: what is left of a label without its joiner can be an encoded one. */
    static String steps(String email) {
        var form = step(email);
        for (var i = 1; i < STEPS; i++) {
            form = step(form);
        }
        return form;
    }

    /** A domain in ASCII and lower case, without a dot at its end; empty if it is none. */
    public static Optional<String> asciiDomain(String domain) {
        var info = new IDNA.Info();
        var ascii = UTS_46.nameToASCII(domain, new StringBuilder(), info).toString();
        return info.hasErrors() || ascii.isEmpty() ? Optional.empty() : Optional.of(withoutEndingDot(ascii));
    }

    /** Whether the form is the former one, without a closer look. */
    static boolean isPlain(String email) {
        var lower = former(email);
        return PLAIN.matcher(lower).matches() && !lower.contains(ENCODED_LABEL);
    }

    private static String step(String email) {
        var at = email.lastIndexOf('@');
        return at < 0 ? folded(email) : local(email.substring(0, at)) + "@" + domain(email.substring(at + 1));
    }

    private static String domain(String domain) {
        if (domain.startsWith("[") && domain.endsWith("]")) {
            return literal(domain);
        }
        return asciiDomain(domain).orElseGet(() -> withoutEndingDot(folded(domain)));
    }

    /** An IP address in brackets, which version 6 can write in many ways. */
    private static String literal(String domain) {
        if (domain.indexOf(':') < 0) {
            return folded(domain);
        }
        try {
            // With a colon it is never looked up as a name.
            return "[" + InetAddress.getByName(domain).getHostAddress() + "]";
        } catch (UnknownHostException e) {
            return folded(domain);
        }
    }

    private static String local(String local) {
        var content = unquoted(local);
        return content.map(EmailForm::folded).map(EmailForm::quotedIfNeeded).orElseGet(() -> folded(local));
    }

    /** What a local part says, quotes and escapes taken away; empty if the quotes are not balanced. */
    private static Optional<String> unquoted(String local) {
        var content = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < local.length(); i++) {
            var character = local.charAt(i);
            if (character == '"') {
                quoted = !quoted;
            } else if (character == '\\' && quoted && i + 1 < local.length()) {
                content.append(local.charAt(++i));
            } else {
                content.append(character);
            }
        }
        return quoted ? Optional.empty() : Optional.of(content.toString());
    }

    private static String quotedIfNeeded(String content) {
        var atoms = content.codePoints().allMatch(EmailForm::needsNoQuotes);
        var dots = content.startsWith(".") || content.endsWith(".") || content.contains("..");
        return atoms && !dots && !content.isEmpty()
                ? content
                : '"' + content.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean needsNoQuotes(int character) {
        return character > 0x7F || character > ' ' && "\"(),:;<>@[\\]".indexOf(character) < 0 && character != 0x7F;
    }

    /** Canonical caseless form: D145 of the Unicode Standard, composed, without what does not show. */
    private static String folded(String text) {
        var visible = text.codePoints()
                .filter(character -> !Characters.isInvisible(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return NFC.normalize(UCharacter.foldCase(NFD.normalize(visible), true));
    }

    private static String withoutEndingDot(String domain) {
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }
}
