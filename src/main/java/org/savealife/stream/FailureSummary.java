package org.savealife.stream;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a record could not be handled, as text that is stored with it. It may quote the record, so it is for staff and
 * not for the log, which gets {@link #kinds}.
 *
 * @param error the exception and its causes, with their messages
 * @param stack the top of the exception's stack trace, one frame on each line
 */
public record FailureSummary(String error, String stack) {

    private static final int MAX_ERROR_LENGTH = 2_000;
    private static final int FRAMES = 20;

    public static FailureSummary of(Throwable thrown) {
        var error = chain(thrown).map(Throwable::toString).collect(Collectors.joining("\ncaused by "));
        var stack = Arrays.stream(thrown.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining("\n"));
        return new FailureSummary(error.substring(0, Math.min(error.length(), MAX_ERROR_LENGTH)), stack);
    }

    /**
     * The types of the exceptions without their messages, for example {@code SdkClientException < ConnectException}.
     */
    public static String kinds(Throwable thrown) {
        return chain(thrown).map(each -> each.getClass().getSimpleName()).collect(Collectors.joining(" < "));
    }

    private static Stream<Throwable> chain(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(FRAMES);
    }
}
