package org.savealife.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Test
    void a_cursor_comes_back_as_it_went_out() {
        var cursor = Cursor.of("são paulo", "DONOR#1");

        assertThat(Cursor.parse(cursor.text(), 2)).isEqualTo(cursor);
    }

    @Test
    void the_end_of_a_list_is_no_text() {
        assertThat(Cursor.NONE.text()).isEmpty();
        assertThat(Cursor.parse("", 2)).isEqualTo(Cursor.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "aGVsbG8", "YQpiCmM"})
    void what_is_no_cursor_of_the_list_is_refused(String text) {
        assertThatThrownBy(() -> Cursor.parse(text, 2)).hasMessageContaining("cursor");
    }
}
