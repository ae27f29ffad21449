/** Who gets in, who does not, and what a guesser is told. */
@org.jspecify.annotations.NullMarked
package org.savealife.staff;
