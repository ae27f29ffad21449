package org.savealife.donor.bounce;

import java.util.Optional;
import org.savealife.platform.config.SettingKey;

/** @param address for bounces of mail that was sent through a relay; empty if they go to the sender */
public record BounceSettings(
        @SettingKey("savealife.mail.bounce-address") Optional<BounceAddress> address) {}
