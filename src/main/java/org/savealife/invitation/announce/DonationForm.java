package org.savealife.invitation.announce;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.faces.FormErrors;

/** The fields of {@link AnnouncePage} and {@link DonationEditPage}, as typed. */
public final class DonationForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int PERCENT = 100;

    /** Ids of the inputs in the form, by the fields of a {@link DonationDraft}. */
    private static final Map<String, String> INPUTS = Map.ofEntries(
            Map.entry("city", "city"),
            Map.entry("address", "address"),
            Map.entry("datetime", "start"),
            Map.entry("ends_at", "end"),
            Map.entry("note", "note"),
            Map.entry("slot_minutes", "slot"),
            Map.entry("seats_per_slot", "per-slot"),
            Map.entry("seats", "seats"),
            Map.entry("show_rate", "rate"),
            Map.entry("notify", "told"));

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

    /**
     * Fills in the donation as it is now, but only where the form still has what it was filled with.
     *
     * @param before with what it was filled
     */
    void fillUntouched(DonationDraft before, DonationDraft now) {
        city = now.city();
        address = address.equals(before.address()) ? now.address() : address;
        start = start.equals(before.start()) ? now.start() : start;
        end = end.equals(before.end()) ? now.end() : end;
        note = note.equals(before.note()) ? now.note() : note;
        fillUntouched(before.seating(), now.seating());
    }

    private void fillUntouched(SeatingDraft before, SeatingDraft now) {
        slotMinutes = slotMinutes.equals(before.slotMinutes()) ? now.slotMinutes() : slotMinutes;
        seatsPerSlot = seatsPerSlot.equals(before.seatsPerSlot()) ? now.seatsPerSlot() : seatsPerSlot;
        seats = seats.equals(before.seats()) ? now.seats() : seats;
        showRate = showRate.equals(before.showRate()) ? now.showRate() : showRate;
    }

    /**
     * Shows at its input what is wrong with a field.
     *
     * @param form id of the form on the page
     */
    static void refuse(String form, InvalidField field) {
        var input = INPUTS.get(field.field());
        FormErrors.refuse(input == null ? form : form + ":" + input, field.message());
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

    /** Browsers end lines with CR LF (HTML, section 4.10.22.4); a note is stored with LF. */
    public void setNote(String note) {
        this.note = note.replace("\r\n", "\n");
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

    /** @param showRate null for the choice with an empty value */
    public void setShowRate(@Nullable String showRate) {
        this.showRate = Objects.requireNonNullElse(showRate, "");
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
