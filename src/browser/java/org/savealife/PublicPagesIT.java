package org.savealife;

import org.junit.jupiter.api.Test;
import org.savealife.fixture.BrowserIT;

class PublicPagesIT extends BrowserIT {

    @Test
    void the_landing_page_looks_right() {
        page.navigate("");

        looksRight("index");
    }
}
