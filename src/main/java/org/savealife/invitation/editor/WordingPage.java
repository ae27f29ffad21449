package org.savealife.invitation.editor;

import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.TestMail;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.wording.Passages;
import org.savealife.invitation.wording.ShippedWording;
import org.savealife.invitation.wording.Wording;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.invitation.wording.WordingRepository;
import org.savealife.invitation.wording.WordingVersion;
import org.savealife.mail.message.EmailAddress;
import org.savealife.mail.message.Template;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.PreconditionFailedException;
import org.savealife.platform.faces.FormErrors;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.LanguageSettings;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * The words of mails of one kind in one language, {@code wording.xhtml?kind=reminder&language=nl}. What is typed is
 * checked at once and shown in the mail, and stored by a button. Viewers read it.
 *
 * <p>If somebody else has stored another version meanwhile, the page says so and asks once more.
 */
@Named
@ViewScoped
@OnlyFor(Roles.VIEWER)
public class WordingPage implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String TEST_ADDRESS = "wording:to";

    @Inject
    transient WordingRepository wordings;

    @Inject
    transient WordingSamples samples;

    @Inject
    transient WordingPreviews previews;

    @Inject
    transient Mailer mailer;

    @Inject
    transient TestMail testMail;

    @Inject
    transient AuditLog audit;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient MessageBundle texts;

    @Inject
    transient LanguageSettings languages;

    private Kind kind = Kind.INVITATION;
    private Language language = Language.ENGLISH;
    private final ArrayList<WordingField> fields = new ArrayList<>();

    /** The version with which the form was filled; 0 if there was none. */
    private long read;

    private String donation = "";
    private String reader = "";

    /** Names this page for its frames. */
    private final String id = RandomId.next();

    /** What the mail was when all passages were right. */
    private String subject = "";

    private String plain = "";
    private int turn;

    private String outcome = "";
    private String address = "";
    private TestMail.@Nullable Result tested;

    private WordingLists lists = WordingLists.NONE;

    @PostConstruct
    void load() {
        kind = ViewParameters.find("kind").flatMap(Kind::ofWord).orElse(Kind.INVITATION);
        language = ViewParameters.find("language").flatMap(Language::find).orElseGet(() -> languages.usual());
        reader = Passages.readers(kind).get(0);
        Passages.of(kind).forEach(passage -> fields.add(samples.field(passage)));
        fillWithPresent();
    }

    private void list() {
        lists = WordingLists.read(wordings, key());
    }

    private void fillWithPresent() {
        var last = wordings.last(key());
        read = last.map(WordingVersion::number).orElse(0L);
        fill(words(last));
        list();
    }

    private Wording words(Optional<WordingVersion> version) {
        return version.flatMap(WordingVersion::wording).orElseGet(() -> ShippedWording.of(key()));
    }

    private void fill(Wording wording) {
        fields.forEach(field -> field.setValue(wording.find(field.getName()).orElse("")));
        check();
    }

    private WordingKey key() {
        return new WordingKey(kind, language);
    }

    /** Says what is wrong with each passage, and shows the mail if nothing is. */
    public void check() {
        written().ifPresent(this::show);
    }

    /** The wording as typed; empty if a passage is wrong. */
    private Optional<Wording> written() {
        var validator = new FieldValidator();
        var values = fields.stream().collect(Collectors.toMap(WordingField::getName, WordingField::getValue));
        var wording = Passages.read(kind, values, validator, name -> name);
        var problems = new HashMap<String, String>();
        try {
            validator.check();
        } catch (InvalidFieldsException invalid) {
            for (InvalidField each : invalid.fields()) {
                problems.put(each.field(), texts.sentence(each.message()));
            }
        }
        fields.forEach(field -> field.setProblem(problems.getOrDefault(field.getName(), "")));
        return problems.isEmpty() ? Optional.of(wording) : Optional.empty();
    }

    private void show(Wording wording) {
        Template.Preview mail = mailer.preview(samples.of(key(), wording, donation, reader));
        subject = mail.subject();
        plain = mail.text();
        previews.put(id, mail.html());
        turn++;
    }

    /** Stores the words, unless a passage is wrong, or somebody else has stored others. */
    @OnlyFor(Roles.STAFF)
    public void save() {
        var wording = written();
        outcome = wording.isEmpty() ? "refused" : "";
        wording.ifPresent(words -> {
            show(words);
            store(words, "wording.change", "saved");
        });
    }

    /** Goes back to the shipped words, and forgets what was typed. */
    @OnlyFor(Roles.STAFF)
    public void ship() {
        store(ShippedWording.of(key()), "wording.ship", "shipped");
        if (outcome.equals("shipped")) {
            fill(ShippedWording.of(key()));
        }
    }

    private void store(Wording wording, String action, String done) {
        try {
            var version =
                    audit.recording(action, key().text(), () -> wordings.save(key(), read, wording, caller.getName()));
            read = version.map(WordingVersion::number).orElse(0L);
            outcome = done;
            list();
        } catch (PreconditionFailedException meanwhile) {
            read = Long.parseLong(meanwhile.tag());
            outcome = "stale";
            list();
        }
    }

    /** Forgets what was typed, and shows the words in force. */
    public void takeTheirs() {
        outcome = "";
        fillWithPresent();
    }

    /** Puts the words of a version into the form, without storing them. */
    public void take(long version) {
        wordings.versions(key(), WordingLists.MAX_VERSIONS).stream()
                .filter(each -> each.number() == version)
                .findFirst()
                .ifPresent(each -> {
                    fill(words(Optional.of(each)));
                    outcome = "taken";
                });
    }

    /** Sends the mail in the words as typed to an address, marked as a test. */
    @OnlyFor(Roles.STAFF)
    public void test() {
        tested = null;
        var wording = written();
        outcome = wording.isEmpty() ? "refused" : "";
        if (wording.isEmpty()) {
            return;
        }
        try {
            var to = EmailAddress.of(address);
            testMail.send(to, samples.of(key(), wording.get(), donation, reader))
                    .ifPresentOrElse(
                            sent -> tested = sent,
                            () -> FormErrors.refuse(TEST_ADDRESS, texts.get("mail.too-often", TestMail.A_MINUTE)));
        } catch (IllegalArgumentException unfit) {
            FormErrors.refuse(TEST_ADDRESS, String.valueOf(unfit.getMessage()));
        }
    }

    /** All wordings, and the versions of this one. */
    public WordingLists getLists() {
        return lists;
    }

    public List<WordingField> getFields() {
        return fields;
    }

    /** Whether a passage is wrong, so that the mail is not shown as typed. */
    public boolean isWrong() {
        return fields.stream().anyMatch(field -> !field.getProblem().isEmpty());
    }

    /** Coming donations to show the mail with: ids, and names for people. */
    public Map<String, String> getDonations() {
        return samples.donations();
    }

    /** Who reads mails of this kind, if not all read the same. */
    public List<String> getReaders() {
        return Passages.readers(kind);
    }

    /** What came of the last button: {@code saved}, {@code shipped}, {@code stale}, {@code taken}, {@code refused}. */
    public String getOutcome() {
        return outcome;
    }

    /** The address of the HTML, another one with each preview. */
    public String getSource() {
        return "/staff/wording-preview?page=" + id + "&turn=" + turn;
    }

    public String getSubject() {
        return subject;
    }

    public String getPlain() {
        return plain;
    }

    public String getKind() {
        return kind.word();
    }

    public Language getLanguage() {
        return language;
    }

    /** Whether this process sends mail at all. */
    public boolean isTestPossible() {
        return testMail.isPossible();
    }

    /** The result of the test mail just sent; null for none. */
    public TestMail.@Nullable Result getTested() {
        return tested;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getDonation() {
        return donation;
    }

    /** @param donation null for the choice with an empty value */
    public void setDonation(@Nullable String donation) {
        this.donation = Objects.requireNonNullElse(donation, "");
    }

    public String getReader() {
        return reader;
    }

    /** @param reader null for the choice with an empty value */
    public void setReader(@Nullable String reader) {
        this.reader = Objects.requireNonNullElse(reader, "");
    }
}
