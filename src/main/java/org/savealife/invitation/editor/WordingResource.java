package org.savealife.invitation.editor;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.wording.Passage;
import org.savealife.invitation.wording.Passages;
import org.savealife.invitation.wording.ShippedWording;
import org.savealife.invitation.wording.Wording;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.invitation.wording.WordingRepository;
import org.savealife.invitation.wording.WordingVersion;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.http.IfMatch;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.Roles;

/** The words of mails over HTTP, for staff. */
@Path("wording/{kind}/{language}")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class WordingResource {

    /** Before the name of a word of the HTML, in the names of fields. */
    private static final String WORDS = "words.";

    /** A version that nobody can have read. */
    private static final long NONE = -1;

    @Inject
    WordingRepository wordings;

    @Inject
    AuditLog audit;

    @Inject
    CurrentUser caller;

    /**
     * The words in force, and what may be in them.
     *
     * @param version number of the last change; 0 if there was none
     * @param shipped whether these are the words that the application comes with
     * @param words of the HTML, by name
     */
    public record Body(
            String kind,
            String language,
            long version,
            boolean shipped,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> changedAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String changedBy,
            String subject,
            String text,
            Map<String, String> words,
            List<PassageBody> passages) {

        static Body of(WordingKey key, Optional<WordingVersion> version) {
            var own = version.flatMap(WordingVersion::wording);
            var wording = own.orElseGet(() -> ShippedWording.of(key));
            var words = new TreeMap<>(wording.passages());
            words.remove(Wording.SUBJECT);
            words.remove(Wording.TEXT);
            return new Body(
                    key.kind().word(),
                    key.language().code(),
                    version.map(WordingVersion::number).orElse(0L),
                    own.isEmpty(),
                    version.map(WordingVersion::at),
                    version.map(WordingVersion::by).orElse(""),
                    wording.subject(),
                    wording.text(),
                    words,
                    Passages.of(key.kind()).stream().map(PassageBody::of).toList());
        }
    }

    /**
     * What may be in a passage.
     *
     * @param placeholders names of those that can be in it
     * @param required names of those that must be
     */
    public record PassageBody(String name, int maxLength, Set<String> placeholders, Set<String> required) {

        static PassageBody of(Passage passage) {
            return new PassageBody(
                    passage.name(), passage.maxLength(), new TreeSet<>(passage.may()), new TreeSet<>(passage.must()));
        }
    }

    /** New words; what is left out stays as it is. */
    public record Edit(Optional<String> subject, Optional<String> text, Optional<Map<String, String>> words) {

        Wording of(WordingKey key, Wording before) {
            var fields = new FieldValidator();
            var written = new HashMap<>(before.passages());
            words.orElse(Map.of()).forEach((name, text) -> {
                if (!before.passages().containsKey(name) || name.equals(Wording.SUBJECT) || name.equals(Wording.TEXT)) {
                    fields.reject(WORDS + name, "There is no such word.");
                }
                written.put(name, text);
            });
            subject.ifPresent(text -> written.put(Wording.SUBJECT, text));
            text.ifPresent(text -> written.put(Wording.TEXT, text));
            var wording = Passages.read(key.kind(), written, fields, Edit::field);
            fields.check();
            return wording;
        }

        private static String field(String passage) {
            return passage.equals(Wording.SUBJECT) || passage.equals(Wording.TEXT) ? passage : WORDS + passage;
        }
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    public Response get(@PathParam("kind") String kind, @PathParam("language") String language) {
        var key = key(kind, language);
        return answer(key, wordings.last(key));
    }

    /** Changes the words. If they are like this already, because an earlier answer was lost, nothing changes. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.STAFF)
    public Response change(
            @PathParam("kind") String kind,
            @PathParam("language") String language,
            Edit edit,
            @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
        var key = key(kind, language);
        var wanted = IfMatch.of(Optional.ofNullable(ifMatch));
        var last = wordings.last(key);
        var before = last.flatMap(WordingVersion::wording).orElseGet(() -> ShippedWording.of(key));
        return save(key, last, edit.of(key, before), wanted, "wording.change");
    }

    /** Goes back to the words that the application comes with. */
    @DELETE
    @RolesAllowed(Roles.STAFF)
    public Response ship(
            @PathParam("kind") String kind,
            @PathParam("language") String language,
            @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
        var key = key(kind, language);
        return save(
                key,
                wordings.last(key),
                ShippedWording.of(key),
                IfMatch.of(Optional.ofNullable(ifMatch)),
                "wording.ship");
    }

    private Response save(
            WordingKey key, Optional<WordingVersion> last, Wording wording, IfMatch wanted, String action) {
        var number = last.map(WordingVersion::number).orElse(0L);
        var read = wanted.matches(Long.toString(number)) ? number : NONE;
        return answer(
                key, audit.recording(action, key.text(), () -> wordings.save(key, read, wording, caller.getName())));
    }

    private static WordingKey key(String kind, String language) {
        return Kind.ofWord(kind)
                .flatMap(known -> Language.find(language).map(spoken -> new WordingKey(known, spoken)))
                .orElseThrow(() -> new NotFoundException("There is no such wording."));
    }

    private static Response answer(WordingKey key, Optional<WordingVersion> version) {
        var body = Body.of(key, version);
        return Response.ok(body).tag(Long.toString(body.version())).build();
    }
}
