package org.savealife.donor.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** How staff import donors, in a browser. */
class DonorImportPageIT extends DonorBrowserIT {

    @Test
    void staff_import_a_file_after_they_have_seen_what_is_wrong_with_it() throws IOException {
        stored(aDonor().from(city).withEmail("known@" + domain));
        var file = Files.createTempFile("donors", ".csv");
        Files.writeString(
                file,
                "\uFEFFE-mail;Voornaam;Plaats;Bloedgroep\n"
                        + "zoe@" + domain + ";Zoë;" + city + ";0+\n"
                        + "known@" + domain + ";Anna;" + city + ";\n"
                        + "no address;Jan;" + city + ";A+\n"
                        + "ZOE@" + domain + ";Zoe;" + city + ";\n");
        signInAs("staff");
        page.navigate("staff/donors-import.xhtml");
        looksRight("staff-donors-import");

        page.getByLabel("CSV file").setInputFiles(file);
        button("Check the file").click();
        assertThat(page.getByText("That address has a blank in it")).isVisible();
        assertThat(page.locator("#import\\:errors")).containsText("no address");
        assertThat(page.locator("#import\\:facts")).containsText("1 can be imported");
        assertThat(page.locator("[data-outcome=checked]")).isFocused();
        assertThat(page.getByLabel("E-mail address").locator("option:checked")).hasText("E-mail");
        assertThat(page.getByLabel("Blood type").locator("option:checked")).hasText("Bloedgroep");
        assertThat(page.getByLabel("Language").locator("option:checked")).hasText("None");
        looksRight("staff-donors-import-checked");
        var errors = page.waitForDownload(() -> link("Download as CSV").click());
        assertThat(Files.readAllLines(errors.path()))
                .containsExactly(
                        "\uFEFFfirst_name,email,type,city,language,line,problem",
                        "Jan,\"no address\",\"A+\",\"" + city
                                + "\",,4,\"That address has a blank in it. Take it out.\"");
        button("Import 1 donor").click();

        assertThat(page.locator("[data-outcome=finished]")).containsText("1 donor is imported.");
        assertThat(page.locator("[data-outcome=finished]")).isFocused();
        assertThat(page.locator("#import\\:facts")).containsText("1 of 1 imported");
        page.navigate("staff/index.xhtml");
        assertThat(page.locator("#dash-imports")).containsText("1 donor imported");
        page.navigate("staff/donors.xhtml?q=zoe@" + domain);
        assertThat(rows()).hasText(new String[] {"Zoë"});
        Files.delete(file);
    }

    @Test
    void a_file_with_nothing_in_it_is_not_taken_for_none() throws IOException {
        var file = Files.createTempFile("donors", ".csv");
        signInAs("staff");
        page.navigate("staff/donors-import.xhtml");
        button("Check the file").click();
        assertThat(page.getByText("Choose a file first.")).isVisible();

        page.getByLabel("CSV file").setInputFiles(file);
        button("Check the file").click();

        assertThat(page.getByText("That file is empty. Choose another one.")).isVisible();
        Files.delete(file);
    }

    @Test
    void staff_say_which_column_is_what_where_the_head_of_a_file_does_not() throws IOException {
        var file = Files.createTempFile("donors", ".csv");
        Files.writeString(file, "Roepie;Post;Woont;Bloed\nZoë;zoe@" + domain + ";" + city + ";weet niet\n");
        signInAs("staff");
        page.navigate("staff/donors-import.xhtml");

        page.getByLabel("CSV file").setInputFiles(file);
        button("Check the file").click();
        assertThat(page.getByText("The first line names no column first_name, email, city."))
                .isVisible();
        looksRight("staff-donors-import-columns");
        page.getByLabel("First name").selectOption("Roepie");
        page.getByLabel("E-mail address").selectOption("Post");
        page.getByLabel("City").selectOption("Woont");
        page.getByLabel("Blood type").selectOption("Bloed");
        button("Read it like this").click();

        assertThat(page.locator("#import\\:facts")).containsText("1 can be imported");
        assertThat(page.locator("#import\\:facts")).containsText("1 without a blood type");
        button("Import 1 donor").click();
        assertThat(page.getByText("1 donor is imported.")).isVisible();
        assertThat(page.locator("#import\\:facts")).containsText("1 of 1 imported");
        Files.delete(file);
    }
}
