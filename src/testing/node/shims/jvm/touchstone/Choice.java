package touchstone;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tests that are to run. */
public final class Choice {
  /** By their binary names, in this order. */
  public final List<String> classes;
  /** `shop.CartTest#adds`, without a number; null for all of the classes. */
  private final Set<String> methods;

  Choice(List<String> classes, Set<String> methods) {
    this.classes = classes;
    this.methods = methods.isEmpty() ? null : new LinkedHashSet<>(methods);
  }

  public boolean isWhole() {
    return methods == null;
  }

  public boolean includes(String className, String method) {
    if (methods == null) return true;
    int bracket = method.indexOf('[');
    return methods.contains(className + "#" + (bracket < 0 ? method : method.substring(0, bracket)))
        || methods.contains(className + "#*");
  }
}
