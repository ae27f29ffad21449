package org.savealife.invitation.editor;

import java.io.Serializable;
import org.savealife.invitation.wording.Passage;
import org.savealife.invitation.wording.Wording;

/** A passage in the form, as typed. */
public final class WordingField implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int ROWS_OF_TEXT = 22;
    private static final int ROWS_OF_WORDS = 2;

    private final String name;
    private final String label;
    private final String hint;
    private String value = "";
    private String problem = "";

    /**
     * @param label what it is, and who reads it
     * @param hint which placeholders it takes, and which it needs; "" for none
     */
    WordingField(Passage passage, String label, String hint) {
        this.name = passage.name();
        this.label = label;
        this.hint = hint;
    }

    public String getName() {
        return name;
    }

    public String getLabel() {
        return label;
    }

    public String getHint() {
        return hint;
    }

    public int getRows() {
        return name.equals(Wording.TEXT) ? ROWS_OF_TEXT : ROWS_OF_WORDS;
    }

    public String getValue() {
        return value;
    }

    public void setValue(String value) {
        this.value = value;
    }

    /** What to do about it; "" if it can be taken. */
    public String getProblem() {
        return problem;
    }

    void setProblem(String problem) {
        this.problem = problem;
    }
}
