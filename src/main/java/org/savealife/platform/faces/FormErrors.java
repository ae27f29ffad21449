package org.savealife.platform.faces;

import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.EditableValueHolder;
import jakarta.faces.context.FacesContext;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.MessageTranslator;

/** Shows in a page's form, at the field, what is wrong with its value. */
public final class FormErrors {

    private FormErrors() {}

    /**
     * Marks a field as invalid.
     *
     * @param field client id, such as {@code new:city}
     * @param message what to do about it
     */
    public static void refuse(String field, String message) {
        var context = FacesContext.getCurrentInstance();
        var sentence = MessageTranslator.in(MessageBundle.locale(), message);
        context.addMessage(field, new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence, sentence));
        if (context.getViewRoot().findComponent(field) instanceof EditableValueHolder input) {
            input.setValid(false);
        }
    }
}
