package org.savealife.donation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.savealife.platform.error.FieldValidator;

/**
 * The fields by which staff call a donation off: {@code {"reason"?, "notify"?}}, texts as typed.
 *
 * @param reason a text for the donors, one line
 * @param told whom to tell; all who were invited if it is left out
 */
public record Cancellation(
        Optional<String> reason, @JsonProperty("notify") Optional<String> told) {

    /** Without a reason; all who were invited are told. */
    public static final Cancellation PLAIN = new Cancellation(Optional.empty(), Optional.empty());

    /** What the fields say. */
    record Read(String reason, Notify told) {}

    /** @throws org.savealife.platform.error.InvalidFieldsException naming every field that is wrong */
    Read read() {
        var fields = new FieldValidator();
        var readReason = fields.optional("reason", reason, Donation::cancelReason);
        var readTold = fields.optional("notify", told, Notify::of);
        fields.check();
        return new Read(readReason.orElse(""), readTold.orElse(Notify.ALL));
    }
}
