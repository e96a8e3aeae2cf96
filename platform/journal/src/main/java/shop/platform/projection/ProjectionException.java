package shop.platform.projection;

/** A group of events could not be committed; the worker starts again from the stored offset. */
final class ProjectionException extends RuntimeException {
    ProjectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
