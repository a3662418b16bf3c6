package touchstone;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * Puts a call of Lines.ran at the beginning of every line of a class. What is put in has eight bytes
 * everywhere, so that the alignment of switches stays as it is, and changes no type on the stack, so that
 * the frames which the verifier reads are moved and nothing else. A method that would grow too large for
 * the format is left as it is.
 */
final class Probes {
  private static final int SIZE = 8;

  private final ClassFile from;
  private final String source;
  private final ByteArrayOutputStream extra = new ByteArrayOutputStream();
  private int constants;
  private final int call;

  private Probes(ClassFile from, String source) throws IOException {
    this.from = from;
    this.source = source;
    this.constants = from.constants;
    DataOutputStream out = new DataOutputStream(extra);
    int owner = utf8(out, "touchstone/Lines");
    out.writeByte(7);
    out.writeShort(owner);
    int ownerClass = constants++;
    int name = utf8(out, "ran");
    int type = utf8(out, "(I)V");
    out.writeByte(12);
    out.writeShort(name);
    out.writeShort(type);
    int nameAndType = constants++;
    out.writeByte(10);
    out.writeShort(ownerClass);
    out.writeShort(nameAndType);
    this.call = constants++;
  }

  private int utf8(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(1);
    out.writeShort(bytes.length);
    out.write(bytes);
    return constants++;
  }

  /** Null when the class says nothing of its lines, or cannot be changed. */
  static byte[] into(byte[] bytes) {
    try {
      ClassFile from = new ClassFile(bytes);
      String source = from.sourceFile();
      return source == null ? null : new Probes(from, source).whole();
    } catch (IOException | IndexOutOfBoundsException odd) {
      return null;
    }
  }

  private byte[] whole() throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(members);
    int fields = from.afterInterfaces();
    int methods = from.afterMembers(fields);
    out.write(from.bytes, from.afterConstants, methods - from.afterConstants);
    int count = from.u2(methods);
    out.writeShort(count);
    int at = methods + 2;
    for (int each = 0; each < count; each++) {
      out.write(from.bytes, at, 6);
      boolean initialiser = from.text(from.u2(at + 2)).equals("<clinit>");
      int attributes = from.u2(at + 6);
      out.writeShort(attributes);
      int next = at + 8;
      for (int one = 0; one < attributes; one++) {
        int length = from.u4(next + 2);
        byte[] code = from.text(from.u2(next)).equals("Code") ? new Code(next + 6, initialiser).written() : null;
        out.writeShort(from.u2(next));
        if (code == null) out.write(from.bytes, next + 2, 4 + length);
        else {
          out.writeInt(code.length);
          out.write(code);
        }
        next += 6 + length;
      }
      at = next;
    }
    out.write(from.bytes, at, from.bytes.length - at);
    if (constants > 65535) return null;

    ByteArrayOutputStream result = new ByteArrayOutputStream();
    DataOutputStream file = new DataOutputStream(result);
    file.write(from.bytes, 0, 8);
    file.writeShort(constants);
    file.write(from.bytes, 10, from.afterConstants - 10);
    file.write(extra.toByteArray());
    file.write(members.toByteArray());
    return result.toByteArray();
  }

  /** Thrown away when something does not fit. */
  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** The code of one method. */
  private final class Code {
    private final int start;
    private final int length;
    private final boolean initialiser;
    private final TreeMap<Integer, Integer> lines = new TreeMap<>();
    /** For each old place, how many probes stand before it. */
    private int[] before;

    Code(int content, boolean initialiser) {
      this.start = content + 8;
      this.length = from.u4(content + 4);
      this.initialiser = initialiser;
    }

    byte[] written() throws IOException {
      int handlers = start + length;
      int attributes = handlers + 2 + 8 * from.u2(handlers);
      readLines(attributes);
      if (lines.isEmpty() || length + SIZE * lines.size() > 65535) return null;
      before = new int[length + 1];
      for (int at = 0, seen = 0; at <= length; at++) {
        before[at] = seen;
        if (lines.containsKey(at)) seen++;
      }
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(from.u2(start - 8) + 1);
        out.writeShort(from.u2(start - 6));
        byte[] code = instructions();
        out.writeInt(code.length);
        out.write(code);
        int count = from.u2(handlers);
        out.writeShort(count);
        for (int each = 0; each < count; each++) {
          int at = handlers + 2 + 8 * each;
          for (int one = 0; one < 3; one++) out.writeShort(moved(from.u2(at + 2 * one)));
          out.writeShort(from.u2(at + 6));
        }
        attributes(attributes, out);
        return bytes.toByteArray();
      } catch (TooLarge odd) {
        return null;
      }
    }

    private void readLines(int attributes) {
      int next = attributes + 2;
      for (int each = 0; each < from.u2(attributes); each++) {
        if (from.text(from.u2(next)).equals("LineNumberTable")) {
          for (int one = 0; one < from.u2(next + 6); one++) {
            lines.put(from.u2(next + 8 + 4 * one), from.u2(next + 10 + 4 * one));
          }
        }
        next += 6 + from.u4(next + 2);
      }
      // An instruction can be the first of one line only; a place outside the code is a damaged table.
      lines.keySet().removeIf(at -> at >= length);
    }

    /** Where what stood at a place begins now, its probe included. */
    private int moved(int at) {
      return at + SIZE * before[at];
    }

    /** Where the instruction itself stands now. */
    private int instruction(int at) {
      return moved(at) + (lines.containsKey(at) ? SIZE : 0);
    }

    private byte[] instructions() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      for (int at = 0; at < length; ) {
        Integer line = lines.get(at);
        if (line != null) probe(out, line);
        at += instruction(at, out);
      }
      return bytes.toByteArray();
    }

    private void probe(DataOutputStream out, int line) throws IOException {
      int id = Lines.add(source, line, initialiser);
      if (id <= Short.MAX_VALUE) {
        out.writeByte(0x11);
        out.writeShort(id);
      } else {
        DataOutputStream constant = new DataOutputStream(extra);
        constant.writeByte(3);
        constant.writeInt(id);
        out.writeByte(0x13);
        out.writeShort(constants++);
      }
      out.writeByte(0xb8);
      out.writeShort(call);
      out.writeShort(0);
    }

    /** Writes the instruction at a place; returns its length. */
    private int instruction(int at, DataOutputStream out) throws IOException {
      int place = start + at;
      int code = from.u1(place);
      if ((code >= 0x99 && code <= 0xa8) || code == 0xc6 || code == 0xc7) {
        int offset = moved(at + (short) from.u2(place + 1)) - instruction(at);
        if (offset != (short) offset) throw new TooLarge();
        out.writeByte(code);
        out.writeShort(offset);
        return 3;
      }
      if (code == 0xc8 || code == 0xc9) {
        out.writeByte(code);
        out.writeInt(moved(at + from.u4(place + 1)) - instruction(at));
        return 5;
      }
      if (code == 0xaa || code == 0xab) return choice(at, code, out);
      int size = code == 0xc4 ? (from.u1(place + 1) == 0x84 ? 6 : 4) : sizeOf(code);
      out.write(from.bytes, place, size);
      return size;
    }

    /** tableswitch and lookupswitch. */
    private int choice(int at, int code, DataOutputStream out) throws IOException {
      int padding = 3 - at % 4;
      int place = start + at + 1 + padding;
      int here = instruction(at);
      out.write(from.bytes, start + at, 1 + padding);
      out.writeInt(moved(at + from.u4(place)) - here);
      if (code == 0xaa) {
        int low = from.u4(place + 4);
        int high = from.u4(place + 8);
        out.writeInt(low);
        out.writeInt(high);
        for (int each = 0; each <= high - low; each++) out.writeInt(moved(at + from.u4(place + 12 + 4 * each)) - here);
        return 1 + padding + 12 + 4 * (high - low + 1);
      }
      int pairs = from.u4(place + 4);
      out.writeInt(pairs);
      for (int each = 0; each < pairs; each++) {
        out.writeInt(from.u4(place + 8 + 8 * each));
        out.writeInt(moved(at + from.u4(place + 12 + 8 * each)) - here);
      }
      return 1 + padding + 8 + 8 * pairs;
    }

    private void attributes(int attributes, DataOutputStream out) throws IOException {
      int next = attributes + 2;
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      DataOutputStream written = new DataOutputStream(kept);
      int count = 0;
      for (int each = 0; each < from.u2(attributes); each++) {
        int size = from.u4(next + 2);
        byte[] content = attribute(from.text(from.u2(next)), next + 6);
        if (content != null) {
          written.writeShort(from.u2(next));
          written.writeInt(content.length);
          written.write(content);
          count++;
        }
        next += 6 + size;
      }
      out.writeShort(count);
      out.write(kept.toByteArray());
    }

    private byte[] attribute(String name, int at) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      int count = from.u2(at);
      switch (name) {
        case "LineNumberTable":
          out.writeShort(count);
          for (int each = 0; each < count; each++) {
            out.writeShort(moved(Math.min(length, from.u2(at + 2 + 4 * each))));
            out.writeShort(from.u2(at + 4 + 4 * each));
          }
          return bytes.toByteArray();
        case "LocalVariableTable": case "LocalVariableTypeTable":
          out.writeShort(count);
          for (int each = 0; each < count; each++) {
            int entry = at + 2 + 10 * each;
            int begin = from.u2(entry);
            int end = begin + from.u2(entry + 2);
            out.writeShort(moved(begin));
            out.writeShort(moved(end) - moved(begin));
            out.write(from.bytes, entry + 4, 6);
          }
          return bytes.toByteArray();
        case "StackMapTable":
          frames(at, count, out);
          return bytes.toByteArray();
        default:
          // Annotations of types name places of the code, and nothing here asks for them.
          return null;
      }
    }

    /** Every frame is written in its long form, since its distance from the one before has changed. */
    private void frames(int at, int count, DataOutputStream out) throws IOException {
      out.writeShort(count);
      int next = at + 2;
      int old = -1;
      int now = -1;
      for (int each = 0; each < count; each++) {
        int kind = from.u1(next++);
        int delta;
        int[] cursor;
        if (kind < 64) {
          delta = kind;
          cursor = new int[] {next};
          old += delta + 1;
          out.writeByte(251);
          out.writeShort(moved(old) - now - 1);
        } else if (kind < 128) {
          delta = kind - 64;
          cursor = new int[] {next};
          old += delta + 1;
          out.writeByte(247);
          out.writeShort(moved(old) - now - 1);
          type(cursor, out);
        } else {
          delta = from.u2(next);
          cursor = new int[] {next + 2};
          old += delta + 1;
          out.writeByte(kind);
          out.writeShort(moved(old) - now - 1);
          if (kind == 247) type(cursor, out);
          else if (kind > 251 && kind < 255) for (int one = 0; one < kind - 251; one++) type(cursor, out);
          else if (kind == 255) {
            for (int part = 0; part < 2; part++) {
              int types = from.u2(cursor[0]);
              out.writeShort(types);
              cursor[0] += 2;
              for (int one = 0; one < types; one++) type(cursor, out);
            }
          }
        }
        now = moved(old);
        next = cursor[0];
      }
    }

    private void type(int[] cursor, DataOutputStream out) throws IOException {
      int tag = from.u1(cursor[0]++);
      out.writeByte(tag);
      if (tag < 7) return;
      int value = from.u2(cursor[0]);
      cursor[0] += 2;
      // What is not initialised yet is named by the place of its `new`, which is behind the probe.
      out.writeShort(tag == 8 ? instruction(value) : value);
    }
  }

  /** The length of an instruction that does not vary. JVMS chapter 6. */
  private static int sizeOf(int code) {
    if (code == 0x10 || code == 0x12 || (code >= 0x15 && code <= 0x19) || (code >= 0x36 && code <= 0x3a)) return 2;
    if (code == 0xa9 || code == 0xbc) return 2;
    if (code == 0x11 || code == 0x13 || code == 0x14 || code == 0x84) return 3;
    if (code >= 0xb2 && code <= 0xb8) return 3;
    if (code == 0xbb || code == 0xbd || code == 0xc0 || code == 0xc1) return 3;
    if (code == 0xc5) return 4;
    return code == 0xb9 || code == 0xba ? 5 : 1;
  }
}
