package org.savealife.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.dynamodb.Item;

class StreamRecordTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "DONOR#7c1d,           donor,    7c1d",
        "DONATION#91ab,        donation, 91ab",
        "DONATION#91ab#extra,  donation, 91ab#extra",
        "DONORS,               other,    100",
        "EMAIL#ana@example.org, other,   100",
        "NAME#a,               other,    100",
        "DONORS#subscribed#O+, other,    100",
        "COUNTS#3,             other,    100",
        "SIGNUPS,              other,    100",
        "STAFF#noor,           other,    100",
        "donation#91ab,        other,    100",
    })
    void a_record_is_about_what_its_partition_key_says(String partitionKey, String entity, String id) {
        var record = StreamRecord.inserted("100", Item.of(partitionKey, "CITY#haarlem"), NOON);

        assertThat(record.entity().text()).isEqualTo(entity);
        assertThat(record.id()).isEqualTo(id);
    }

    @Test
    void what_is_kept_about_a_donor_is_no_donor() {
        var record = StreamRecord.inserted("100", Item.of("DONOR#7c1d", "VISIT#91ab"), NOON);

        assertThat(record.entity()).isEqualTo(StreamEntity.OTHER);
        assertThat(record.id()).isEqualTo("100");
    }

    @Test
    void an_insert_has_only_a_new_image_and_a_removal_only_an_old_one() {
        var item = Item.of("DONOR#7c1d", "CITY#haarlem").with("first_name", "Ana");

        var inserted = StreamRecord.inserted("100", item, NOON);
        var removed = StreamRecord.removed("101", item, NOON);

        assertThat(inserted.newImage()).contains(item);
        assertThat(inserted.oldImage()).isEmpty();
        assertThat(removed.newImage()).isEmpty();
        assertThat(removed.oldImage()).contains(item);
    }

    @Test
    void the_text_form_of_a_record_holds_no_personal_data() {
        var item = Item.of("EMAIL#ana@example.org", "EMAIL").with("first_name", "Ana");

        var text = StreamRecord.modified("100", item, item, NOON).toString();

        assertThat(text).contains("100").doesNotContain("ana@example.org", "Ana");
    }
}
