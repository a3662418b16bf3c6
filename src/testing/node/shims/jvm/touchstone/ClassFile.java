package touchstone;

import java.nio.charset.StandardCharsets;

/** A class file, as far as it must be understood here: constants, and where its members are. JVMS chapter 4. */
final class ClassFile {
  final byte[] bytes;
  final int constants;
  /** The place of each constant's tag. */
  final int[] places;
  final int afterConstants;

  ClassFile(byte[] bytes) {
    this.bytes = bytes;
    this.constants = u2(8);
    this.places = new int[constants];
    int at = 10;
    for (int index = 1; index < constants; index++) {
      places[index] = at;
      switch (bytes[at]) {
        case 1:
          at += 3 + u2(at + 1);
          break;
        case 7: case 8: case 16: case 19: case 20:
          at += 3;
          break;
        case 15:
          at += 4;
          break;
        case 5: case 6:
          at += 9;
          index++;
          break;
        default:
          at += 5;
      }
    }
    this.afterConstants = at;
  }

  int u1(int at) {
    return bytes[at] & 0xff;
  }

  int u2(int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  int u4(int at) {
    return u2(at) << 16 | u2(at + 2);
  }

  /** Names of the format are ASCII, so that the difference between this and its own coding does not matter. */
  String text(int index) {
    int at = places[index];
    return new String(bytes, at + 3, u2(at + 1), StandardCharsets.UTF_8);
  }

  String className(int index) {
    return text(u2(places[index] + 1));
  }

  int afterInterfaces() {
    return afterConstants + 8 + 2 * u2(afterConstants + 6);
  }

  /** Where the attributes that begin with their number at `at` end. */
  int afterAttributes(int at) {
    int count = u2(at);
    int next = at + 2;
    for (int each = 0; each < count; each++) next += 6 + u4(next + 2);
    return next;
  }

  /** Where the fields or methods that begin with their number at `at` end. */
  int afterMembers(int at) {
    int count = u2(at);
    int next = at + 2;
    for (int each = 0; each < count; each++) next = afterAttributes(next + 6);
    return next;
  }

  /** The place of the named attribute's content among those at `at`, or -1. */
  int attribute(int at, String name) {
    int count = u2(at);
    int next = at + 2;
    for (int each = 0; each < count; each++) {
      if (text(u2(next)).equals(name)) return next + 6;
      next += 6 + u4(next + 2);
    }
    return -1;
  }

  /** The name of the file that it was compiled from, after its package: `shop/Cart.java`. */
  String sourceFile() {
    int fields = afterInterfaces();
    int content = attribute(afterMembers(afterMembers(fields)), "SourceFile");
    if (content < 0) return null;
    String name = className(u2(afterConstants + 2));
    return name.substring(0, name.lastIndexOf('/') + 1) + text(u2(content));
  }

  /** All that code compiled against this class depends on: equal for a change of method bodies alone. */
  String outside() {
    StringBuilder told = new StringBuilder();
    told.append(u2(afterConstants)).append(' ').append(className(u2(afterConstants + 2))).append(' ');
    int parent = u2(afterConstants + 4);
    told.append(parent == 0 ? "" : className(parent));
    for (int each = 0; each < u2(afterConstants + 6); each++) {
      told.append(' ').append(className(u2(afterConstants + 8 + 2 * each)));
    }
    int fields = afterInterfaces();
    members(fields, told);
    members(afterMembers(fields), told);
    return told.toString();
  }

  private void members(int at, StringBuilder told) {
    int count = u2(at);
    int next = at + 2;
    for (int each = 0; each < count; each++) {
      int access = u2(next);
      boolean hidden = (access & 0x1002) != 0;
      if (!hidden) {
        told.append('\n').append(access).append(' ').append(text(u2(next + 2))).append(text(u2(next + 4)));
        int constant = attribute(next + 6, "ConstantValue");
        if (constant >= 0) told.append('=').append(constant(u2(constant)));
        int thrown = attribute(next + 6, "Exceptions");
        if (thrown >= 0) {
          for (int one = 0; one < u2(thrown); one++) told.append(" !").append(className(u2(thrown + 2 + 2 * one)));
        }
        int generic = attribute(next + 6, "Signature");
        if (generic >= 0) told.append(' ').append(text(u2(generic)));
      }
      next = afterAttributes(next + 6);
    }
  }

  private String constant(int index) {
    int at = places[index];
    switch (bytes[at]) {
      case 8:
        return text(u2(at + 1));
      case 5: case 6:
        return u4(at + 1) + ":" + u4(at + 5);
      default:
        return String.valueOf(u4(at + 1));
    }
  }
}
