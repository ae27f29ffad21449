package org.savealife.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    203.0.113.7                            | 203.0.113.7
                    1.1.1.1, 203.0.113.7                   | 203.0.113.7
                    evil"[,;, 203.0.113.7                  | 203.0.113.7
                    203.0.113.7:51234                      | 203.0.113.7
                    2001:db8:1:2:3:4:5:6                   | 2001:db8:1:2:0:0:0:0/64
                    2001:db8:1:2::99                       | 2001:db8:1:2:0:0:0:0/64
                    [2001:db8:1:2::99]                     | 2001:db8:1:2:0:0:0:0/64
                    [2001:DB8:1:2::99]:443                 | 2001:db8:1:2:0:0:0:0/64
                    ::ffff:203.0.113.7                     | 203.0.113.7
                    203.0.113.7,                           | 127.0.0.1
                    unknown                                | 127.0.0.1
                    savealife.example                      | 127.0.0.1
                    ::1::2                                 | 127.0.0.1
                    :                                      | 127.0.0.1
                    """)
    void the_last_entry_of_the_proxy_header_counts(String header, String address) {
        assertThat(ClientAddress.of(List.of(header), "127.0.0.1")).isEqualTo(address);
    }

    @Test
    void of_several_header_lines_the_last_one_counts() {
        assertThat(ClientAddress.of(List.of("1.1.1.1", "2.2.2.2, 203.0.113.7"), "127.0.0.1"))
                .isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.4, 198.51.100.4",
        "0:0:0:0:0:0:0:1, 0:0:0:0:0:0:0:0/64",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64"
    })
    void without_a_proxy_header_the_peer_counts(String peer, String address) {
        assertThat(ClientAddress.of(List.of(), peer)).isEqualTo(address);
    }
}
