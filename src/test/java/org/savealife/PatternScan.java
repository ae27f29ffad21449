package org.savealife;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.AnnotationVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Handle;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Label;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.RecordComponentVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.TypePath;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the regular expressions of one class from its byte code: in its static fields, in calls with a constant text,
 * in templates of addresses, and in constraints of settings.
 */
final class PatternScan extends ClassVisitor {

    private static final String PATTERN = "java/util/regex/Pattern";
    private static final String MATCHER = "java/util/regex/Matcher";
    private static final String STRING = "java/lang/String";

    /** Calls of a matcher that look at a text from its beginning only, or at what was found. */
    private static final Set<String> COMPARING = Set.of("matches", "lookingAt", "group", "start", "end", "groupCount");

    /** Methods of a text that take a regular expression, as their first argument. */
    private static final Set<String> OF_TEXT = Set.of("matches", "replaceAll", "replaceFirst", "split");

    private static final String CONSTRAINT = "Ljakarta/validation/constraints/Pattern;";

    /** Applies the constraints, which are found where they stand. */
    private static final String OF_CONSTRAINTS = "org/savealife/platform/config/SettingComponent";

    /** As a template of an address holds them: {@code {id: [0-9a-f]{32}}}. */
    private static final Pattern IN_TEMPLATE = Pattern.compile("\\{\\w+: ((?:[^{}]|\\{[^{}]*})*)}");

    private final String owner;
    private final List<RegularExpression> inCode = new ArrayList<>();
    private final Set<String> searchedFields = new HashSet<>();
    private boolean hasPatterns;

    PatternScan(String owner) {
        super(Opcodes.ASM9);
        this.owner = owner;
    }

    List<RegularExpression> found() {
        var all = new ArrayList<>(inCode);
        if (hasPatterns) {
            all.addAll(inStaticFields());
        }
        return all;
    }

    private String name() {
        return owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String type, String generic, String[] thrown) {
        return new Body(name);
    }

    @Override
    public AnnotationVisitor visitAnnotation(String type, boolean visible) {
        return template(type, "");
    }

    private AnnotationVisitor template(String type, String method) {
        if (type.equals(CONSTRAINT)) {
            return constraint(method);
        }
        return new AnnotationVisitor(Opcodes.ASM9) {
            @Override
            public void visit(String name, Object value) {
                if (type.equals("Ljakarta/ws/rs/Path;")) {
                    IN_TEMPLATE
                            .matcher(value.toString())
                            .results()
                            .map(part -> Pattern.compile(part.group(1)))
                            .forEach(form -> inCode.add(
                                    new RegularExpression(PatternScan.this.name() + "." + method, form, false)));
                }
            }
        };
    }

    /** A constraint of a settings record, which all of the value must match. */
    private AnnotationVisitor constraint(String component) {
        return new AnnotationVisitor(Opcodes.ASM9) {
            @Override
            public void visit(String name, Object value) {
                if (name.equals("regexp")) {
                    var form = Pattern.compile(value.toString());
                    inCode.add(new RegularExpression(PatternScan.this.name() + "." + component, form, false));
                }
            }
        };
    }

    @Override
    public RecordComponentVisitor visitRecordComponent(String component, String type, String generic) {
        return new RecordComponentVisitor(Opcodes.ASM9) {
            @Override
            public @Nullable AnnotationVisitor visitTypeAnnotation(
                    int where, @Nullable TypePath path, String annotation, boolean visible) {
                return annotation.equals(CONSTRAINT) ? constraint(component) : null;
            }
        };
    }

    private List<RegularExpression> inStaticFields() {
        var found = new ArrayList<RegularExpression>();
        try {
            for (var field : Class.forName(owner.replace('/', '.')).getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    var searched = field.getType() != Pattern.class || searchedFields.contains(field.getName());
                    RegularExpression.patterns(field.get(null), new HashSet<>())
                            .forEach(pattern -> found.add(
                                    new RegularExpression(name() + "." + field.getName(), pattern, searched)));
                }
            }
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
        return found;
    }

    /** What a method does, one instruction after the other; enough for constants that are arguments right away. */
    private final class Body extends MethodVisitor {

        private final String method;

        /** Those that were just put onto the stack. */
        private final Deque<Object> constants = new ArrayDeque<>();

        /** Fields whose pattern, or a matcher of it, is on the stack; and those whose matcher is in a variable. */
        private final Deque<String> onStack = new ArrayDeque<>();

        private final Map<Integer, String> inVariables = new HashMap<>();

        /** Whether the last instruction left a matcher on the stack. */
        private boolean isMatcherMade;

        Body(String method) {
            super(Opcodes.ASM9);
            this.method = method;
        }

        @Override
        public AnnotationVisitor visitAnnotation(String type, boolean visible) {
            return template(type, method);
        }

        @Override
        public void visitLdcInsn(Object value) {
            isMatcherMade = false;
            constants.push(value);
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            isMatcherMade = false;
            constants.push(operand);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
                visitIntInsn(opcode, opcode - Opcodes.ICONST_0);
            } else {
                forget();
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String holder, String name, String type) {
            forget();
            if (opcode == Opcodes.GETSTATIC && type.equals("L" + PATTERN + ";")) {
                onStack.push(name);
            }
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            if (opcode == Opcodes.ASTORE) {
                inVariables.remove(variable);
                if (isMatcherMade) {
                    inVariables.put(variable, onStack.pop());
                }
            } else if (opcode == Opcodes.ALOAD && inVariables.containsKey(variable)) {
                onStack.push(Objects.requireNonNull(inVariables.get(variable)));
            }
            forget();
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... arguments) {
            forget();
        }

        /** Where ways through the method meet, nobody knows which constant is on the stack. */
        @Override
        public void visitLabel(Label label) {
            forget();
        }

        private void forget() {
            constants.clear();
            isMatcherMade = false;
        }

        @Override
        public void visitMethodInsn(int opcode, String called, String name, String type, boolean ofInterface) {
            var isMade = false;
            if (called.equals(PATTERN)) {
                isMade = isMatcherOf(name, type);
            } else if (called.equals(MATCHER) && !onStack.isEmpty()) {
                use(onStack.pop(), name);
            } else if (type.substring(0, type.indexOf(')')).contains(PATTERN) && !onStack.isEmpty()) {
                use(onStack.pop(), "handed on");
            } else if (called.equals(STRING) && OF_TEXT.contains(name) && !owner.equals(OF_CONSTRAINTS)) {
                take(name, type.startsWith("(Ljava/lang/String;)") ? 0 : 1);
            }
            forget();
            isMatcherMade = isMade;
        }

        /** Whether a call of the class Pattern makes a matcher of a field's. */
        private boolean isMatcherOf(String call, String type) {
            if (call.equals("compile") && method.equals("<clinit>")) {
                hasPatterns = true;
            } else if (call.equals("compile") || call.equals("matches")) {
                take(call, type.startsWith("(Ljava/lang/String;)") ? 0 : 1);
            } else if (!call.equals("quote") && !onStack.isEmpty()) {
                if (call.equals("matcher")) {
                    return true;
                }
                use(onStack.pop(), call.equals("asMatchPredicate") ? "matches" : call);
            }
            return false;
        }

        private void use(String field, String how) {
            if (!COMPARING.contains(how)) {
                searchedFields.add(field);
            }
        }

        /** An expression that is a constant argument, with so many other arguments behind it. */
        private void take(String call, int behind) {
            var arguments = List.copyOf(constants);
            var flags = call.equals("compile") && behind == 1 && !arguments.isEmpty() ? arguments.get(0) : 0;
            if (flags instanceof Integer known && (known & Pattern.LITERAL) != 0) {
                return;
            }
            if (arguments.size() <= behind || !(arguments.get(behind) instanceof String text)) {
                throw new AssertionError(
                        PatternScan.this.name() + "." + method + " puts a regular expression together while"
                                + " the application runs. Make it a constant, so that it can be tried out.");
            }
            var pattern = Pattern.compile(text, flags instanceof Integer known ? known : 0);
            inCode.add(new RegularExpression(PatternScan.this.name() + "." + method, pattern, !call.equals("matches")));
        }

        /** What was handed on is searched for, as far as anybody knows. */
        @Override
        public void visitEnd() {
            searchedFields.addAll(onStack);
        }
    }
}
