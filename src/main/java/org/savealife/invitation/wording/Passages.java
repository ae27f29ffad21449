package org.savealife.invitation.wording;

import static org.savealife.invitation.wording.Wording.SUBJECT;
import static org.savealife.invitation.wording.Wording.TEXT;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.invitation.run.Kind;
import org.savealife.platform.error.FieldValidator;

/** Which passages the wording of each kind of mail has. */
public final class Passages {

    private static final int MAX_SUBJECT = 120;
    private static final int MAX_TEXT = 4000;
    private static final int MAX_WORDS = 500;

    /** Of a button or a link. */
    private static final int MAX_LABEL = 100;

    private static final Set<String> IN_SUBJECTS = Set.of("city", "day", "organisation");
    private static final Set<String> IN_WORDS = Set.of("first_name", "city", "day", "when", "address", "organisation");
    private static final Set<String> IN_ALL_TEXTS =
            Set.of("when", "address", "city", "organisation", "imprint", "unsubscribe_url");

    private static final List<String> WORDS_OF_ALL = List.of("when", "where", "why", "stop");

    private static final Map<Kind, List<Passage>> OF_KINDS =
            Arrays.stream(Kind.values()).collect(Collectors.toUnmodifiableMap(kind -> kind, Passages::list));

    private Passages() {}

    /** The passages of a kind, in the order in which donors read them. */
    public static List<Passage> of(Kind kind) {
        return Optional.ofNullable(OF_KINDS.get(kind)).orElseThrow();
    }

    /** Who reads mails of a kind, of those to whom different things are said; {@code [""]} if all read the same. */
    public static List<String> readers(Kind kind) {
        return of(kind).stream()
                .filter(passage -> passage.word().equals("hello"))
                .map(Passage::reader)
                .toList();
    }

    /**
     * The wording that staff have written.
     *
     * @param written by the names of the passages
     * @param fields collects what is wrong, each passage under its name
     * @param name how the caller calls the field of a passage
     * @return the wording without the passages that are wrong
     */
    public static Wording read(
            Kind kind, Map<String, String> written, FieldValidator fields, UnaryOperator<String> name) {
        var read = new HashMap<String, String>();
        for (var passage : of(kind)) {
            fields.required(name.apply(passage.name()), Optional.ofNullable(written.get(passage.name())), passage::read)
                    .ifPresent(text -> read.put(passage.name(), text));
        }
        return new Wording(read);
    }

    private static List<Passage> list(Kind kind) {
        var must = new HashSet<>(IN_ALL_TEXTS);
        must.addAll(inTexts(kind));
        var may = new HashSet<>(must);
        may.addAll(Set.of("first_name", "email", "day"));
        if (kind != Kind.INVITATION) {
            may.addAll(hasLink(kind) ? Set.of("calendar", "answer") : Set.of("calendar"));
        }
        return Stream.of(
                        Stream.of(
                                new Passage(SUBJECT, MAX_SUBJECT, IN_SUBJECTS, Set.of()),
                                new Passage(TEXT, MAX_TEXT, may, must)),
                        words(kind).stream().map(Passages::word),
                        WORDS_OF_ALL.stream().map(Passages::word))
                .flatMap(passages -> passages)
                .toList();
    }

    private static boolean hasLink(Kind kind) {
        return kind != Kind.CANCELLATION;
    }

    /** What plain texts of the kind need besides what all need. */
    private static Set<String> inTexts(Kind kind) {
        return switch (kind) {
            case INVITATION -> Set.of("note", "answer");
            case CHANGE -> Set.of("hello", "was", "note", "answer_url");
            case CANCELLATION -> Set.of("hello", "reason", "next");
            case REMINDER, CONFIRMATION -> Set.of("hello", "note", "answer_url");
            case OFFER -> Set.of("hello", "until", "answer_url");
        };
    }

    /** The words of the HTML. */
    private static List<String> words(Kind kind) {
        return switch (kind) {
            case INVITATION -> List.of("hello", "choose", "all", "open", "full", "calendar");
            case CHANGE ->
                List.of(
                        "hello.invited",
                        "hello.booked",
                        "was",
                        "answer.invited",
                        "answer.booked",
                        "calendar.invited",
                        "calendar.booked");
            case CANCELLATION ->
                List.of("hello.invited", "hello.booked", "next", "calendar.invited", "calendar.booked");
            case REMINDER ->
                List.of(
                        "hello.invited",
                        "hello.booked",
                        "hello.waiting",
                        "tips",
                        "answer.invited",
                        "answer.booked",
                        "answer.waiting",
                        "calendar.invited",
                        "calendar.booked",
                        "calendar.waiting");
            case CONFIRMATION -> List.of("hello.booked", "tips", "answer.booked", "calendar.booked");
            case OFFER -> List.of("hello.waiting", "until", "answer.waiting", "calendar.waiting");
        };
    }

    private static Passage word(String name) {
        var word = new Passage(name, MAX_WORDS, IN_WORDS, Set.of());
        return switch (word.word()) {
            case "hello", "was", "next", "tips", "calendar" -> word;
            case "until" -> withMust(word, "until");
            case "why" -> withMust(word, "email");
            default -> new Passage(name, MAX_LABEL, Set.of(), Set.of());
        };
    }

    private static Passage withMust(Passage passage, String placeholder) {
        var may = new HashSet<>(passage.may());
        may.add(placeholder);
        return new Passage(passage.name(), passage.maxLength(), may, Set.of(placeholder));
    }
}
