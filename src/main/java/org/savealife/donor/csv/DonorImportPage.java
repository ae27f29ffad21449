package org.savealife.donor.csv;

import jakarta.annotation.PostConstruct;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.faces.FormErrors;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.DurationTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** Imports donors: a file is chosen at {@code donors-import.xhtml}, and checked and imported at {@code ?job=…}. */
@Named
@ViewScoped
@OnlyFor(Roles.STAFF)
public class DonorImportPage implements Serializable {

    private static final long serialVersionUID = 1L;

    /** About a million donors. */
    private static final long MAX_BYTES = 50_000_000;

    @Inject
    transient DonorImports imports;

    @Inject
    transient DonorCountRepository counts;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient AuditLog audit;

    @Inject
    transient MessageBundle texts;

    @Inject
    transient DurationTexts spans;

    private transient @Nullable Part file;
    /** The figures of the check for which misspelled cities were looked up. */
    private transient DonorImportJob.@Nullable Figures misspeltOf;

    private transient @Nullable List<String> misspelt;
    private String job = "";
    private final HashMap<String, String> chosen = new HashMap<>();

    /** A column of the file, in a menu. */
    public record Choice(String place, String name) {}

    @PostConstruct
    void load() {
        job = ViewParameters.find("job").orElse("");
    }

    /** Keeps the file and redirects to the page that shows its contents. */
    public void check() throws IOException, ServletException {
        var chosen = file;
        if (chosen == null || chosen.getSize() > MAX_BYTES) {
            FormErrors.refuse("import:file", texts.get(problem(chosen)));
            return;
        }
        try (var content = chosen.getInputStream()) {
            goTo("?job=" + imports.start(caller.getName(), content));
        }
    }

    private static String problem(@Nullable Part chosen) throws IOException, ServletException {
        if (chosen != null) {
            return "import.too-big";
        }
        return isEmptyFile() ? "import.empty-file" : "import.no-file";
    }

    /** Faces takes an empty file for no file. A form without a file sends one without a name. */
    private static boolean isEmptyFile() throws IOException, ServletException {
        var request = (HttpServletRequest)
                FacesContext.getCurrentInstance().getExternalContext().getRequest();
        return Optional.ofNullable(request.getPart("import:file"))
                .map(Part::getSubmittedFileName)
                .filter(name -> !name.isEmpty())
                .isPresent();
    }

    /** Checks the file again, with the chosen columns. */
    public void recheck() {
        var columns = new EnumMap<DonorCsv.Column, Integer>(DonorCsv.Column.class);
        for (var column : DonorCsv.Column.values()) {
            Optional.ofNullable(chosen.get(column.word())).ifPresent(place -> columns.put(column, place(place)));
        }
        find().ifPresent(checked -> imports.recheck(checked, columns));
    }

    /** The place of a chosen column; nowhere for a choice that our page does not offer. */
    private static int place(String chosen) {
        return chosen.matches("[0-9]{1,4}") ? Integer.parseInt(chosen) : DonorCsvReader.NOWHERE;
    }

    /** The columns that are read, by their words. */
    public List<String> getColumns() {
        return Arrays.stream(DonorCsv.Column.values())
                .map(DonorCsv.Column::word)
                .toList();
    }

    /** The cells of the file's head; empty if there is none, or if it is not shown at this step. */
    public List<Choice> getHeads() {
        var cells = isWorking() || getStep().equals("finished")
                ? List.<String>of()
                : find().flatMap(DonorImport::head)
                        .map(DonorCsvReader.Head::cells)
                        .orElse(List.of());
        return IntStream.range(0, cells.size())
                .mapToObj(place -> new Choice(
                        String.valueOf(place),
                        cells.get(place).isBlank()
                                ? String.valueOf(place + 1)
                                : cells.get(place).strip()))
                .toList();
    }

    /** The place of each column, as found or chosen. The page may change it. */
    public Map<String, String> getChosen() {
        if (chosen.isEmpty()) {
            find().flatMap(DonorImport::head)
                    .ifPresent(head -> Arrays.stream(DonorCsv.Column.values())
                            .forEach(column -> chosen.put(
                                    column.word(),
                                    String.valueOf(head.columns().getOrDefault(column, DonorCsvReader.NOWHERE)))));
        }
        return chosen;
    }

    /** Imports the checked file. */
    public void proceed() {
        find().ifPresent(checked -> audit.recording("donor.import", job, () -> imports.proceed(checked)));
    }

    private static void goTo(String query) throws IOException {
        var external = FacesContext.getCurrentInstance().getExternalContext();
        external.redirect(external.getRequestContextPath() + "/staff/donors-import.xhtml" + query);
    }

    private Optional<DonorImport> find() {
        return imports.find(job, caller.getName());
    }

    /**
     * The part of the page that is shown: the word of the state, {@code choose} without an import, {@code gone} if
     * there is no such import.
     */
    public String getStep() {
        if (job.isEmpty()) {
            return "choose";
        }
        return find().map(found -> found.state().word()).orElse("gone");
    }

    public boolean isWorking() {
        return find().map(DonorImport::isWorking).orElse(false);
    }

    public @Nullable DonorImport getImport() {
        return find().orElse(null);
    }

    /** For example "Import 12 donors". */
    public String getProceedLabel() {
        return texts.get(
                "import.proceed", find().map(found -> found.figures().fit()).orElse(0L));
    }

    /** The contents of the file during and after the check; afterwards the result of the import. */
    public String getSum() {
        return find().map(this::sum).orElse("");
    }

    private String sum(DonorImport found) {
        var figures = found.figures();
        return switch (found.state()) {
            case CHECKING -> texts.get("import.read", figures.lines());
            case IMPORTING, FINISHED -> texts.get("import.progress", figures.imported(), found.toImport());
            default -> texts.get("import.fit", figures.fit(), figures.lines());
        };
    }

    public String getJob() {
        return job;
    }

    /** How much of the import is done, in per cent. */
    public long getPercent() {
        return find().filter(found -> found.toImport() > 0)
                .map(found -> Math.min(100, 100 * found.figures().imported() / found.toImport()))
                .orElse(0L);
    }

    /** The estimated time until the import is finished, in words; "" if that cannot be told. */
    public String getLeft() {
        return find().flatMap(DonorImport::left).map(spans::words).orElse("");
    }

    /** For example "3 without a blood type, in the lines 4, 7, 9". */
    public String getUntyped() {
        return find().map(found -> texts.get("import.untyped", found.withoutType(), lines(found.linesWithoutType())))
                .orElse("");
    }

    private static String lines(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Cities of a checked file that look misspelled, one line each: "Harlem, 3 donors of the file. Haarlem has 44." */
    public List<String> getMisspelt() {
        if (!getStep().equals("checked")) {
            return List.of();
        }
        var figures = find().map(DonorImport::figures).orElse(null);
        var told = misspelt;
        if (told == null || !Objects.equals(figures, misspeltOf)) {
            told = findMisspelt();
            misspelt = told;
            misspeltOf = figures;
        }
        return told;
    }

    private List<String> findMisspelt() {
        var stored = counts.byCity().stream()
                .collect(Collectors.toMap(
                        DonorCountRepository.OfCity::city, line -> line.counts().donors()));
        return find()
                .map(checked -> checked.cities().misspelt(stored.keySet(), city -> stored.getOrDefault(city, 0L)))
                .orElse(List.of())
                .stream()
                .map(line -> texts.get(
                        "import.misspelt.line",
                        line.city().name(),
                        line.donors(),
                        line.nearMiss().city(),
                        line.nearMiss().donors()))
                .toList();
    }

    public String getFinishedText() {
        return texts.get(
                "import.finished",
                find().map(found -> found.figures().imported()).orElse(0L));
    }

    public @Nullable Part getFile() {
        return file;
    }

    public void setFile(@Nullable Part file) {
        this.file = file;
    }
}
