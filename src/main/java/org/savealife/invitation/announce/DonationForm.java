package org.savealife.invitation.announce;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.faces.FormErrors;

/** The fields of {@link AnnouncePage}, as typed. */
public final class DonationForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int PERCENT = 100;

    /** Ids of the inputs on the page, by the fields of a {@link DonationDraft}. */
    private static final Map<String, String> INPUTS = Map.ofEntries(
            Map.entry("city", "new:city"),
            Map.entry("address", "new:address"),
            Map.entry("datetime", "new:start"),
            Map.entry("ends_at", "new:end"),
            Map.entry("note", "new:note"),
            Map.entry("slot_minutes", "new:slot"),
            Map.entry("seats_per_slot", "new:per-slot"),
            Map.entry("seats", "new:seats"),
            Map.entry("show_rate", "new:rate"));

    /** Show rates to choose from. Another one can come from a copied donation. */
    private static final List<String> SHOW_RATES = List.of("0.9", "0.8", "0.7", "0.6", "0.5");

    private String city = "";
    private String address = "";
    private String start = "";
    private String end = "";
    private String note = "";
    private String slotMinutes = "";
    private String seatsPerSlot = "";
    private String seats = "";
    private String showRate = "";

    void fill(DonationDraft draft) {
        city = draft.city();
        address = draft.address();
        start = draft.start();
        end = draft.end();
        note = draft.note();
        slotMinutes = draft.seating().slotMinutes();
        seatsPerSlot = draft.seating().seatsPerSlot();
        seats = draft.seating().seats();
        showRate = draft.seating().showRate();
    }

    DonationDraft draft() {
        var seating = new SeatingDraft(slotMinutes, seatsPerSlot, seats, showRate);
        return new DonationDraft(city, address, start, end, note, seating);
    }

    /** Shows at its input what is wrong with a field. */
    static void refuse(InvalidField field) {
        FormErrors.refuse(INPUTS.getOrDefault(field.field(), "new"), field.message());
    }

    public String getCity() {
        return city;
    }

    /** PrimeFaces sets null for an empty completion, unlike for other inputs. */
    public void setCity(@Nullable String city) {
        this.city = Objects.requireNonNullElse(city, "");
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getStart() {
        return start;
    }

    public void setStart(String start) {
        this.start = start;
    }

    public String getEnd() {
        return end;
    }

    public void setEnd(String end) {
        this.end = end;
    }

    public String getNote() {
        return note;
    }

    public void setNote(String note) {
        this.note = note;
    }

    public String getSlotMinutes() {
        return slotMinutes;
    }

    public void setSlotMinutes(String slotMinutes) {
        this.slotMinutes = slotMinutes;
    }

    public String getSeatsPerSlot() {
        return seatsPerSlot;
    }

    public void setSeatsPerSlot(String seatsPerSlot) {
        this.seatsPerSlot = seatsPerSlot;
    }

    public String getSeats() {
        return seats;
    }

    public void setSeats(String seats) {
        this.seats = seats;
    }

    public String getShowRate() {
        return showRate;
    }

    public void setShowRate(String showRate) {
        this.showRate = showRate;
    }

    /** The show rates to choose from, the present one included. */
    public List<String> getShowRates() {
        return Stream.concat(SHOW_RATES.stream(), Stream.of(showRate))
                .filter(rate -> !rate.isEmpty())
                .distinct()
                .toList();
    }

    /** In per cent: 80 for "0.8". */
    public long percent(String rate) {
        return Math.round(Double.parseDouble(rate) * PERCENT);
    }
}
