package shop.faults.check;

/**
 * An entity at one revision, as somebody was told.
 *
 * @param revision 0: there is no such entity
 * @param label of a user the name, which is another one in each request; of an order who verified its user and why it ended
 * @param address of a user the e-mail address; of an order its user
 */
public record State(long revision, String status, String label, String address) {
    public static final State ABSENT = new State(0, "", "", "");

    boolean is(String wanted) {
        return status.equals(wanted);
    }
}
