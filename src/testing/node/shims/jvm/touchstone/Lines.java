package touchstone;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which lines have run since the last look: what instrumented classes call, and what the lines are. */
public final class Lines {
  private static volatile boolean[] ran = new boolean[1 << 16];
  private static final List<String> files = new ArrayList<>();
  private static final List<Integer> lines = new ArrayList<>();
  /** Lines of initialisers, which run once for all tests. */
  private static final BitSet initial = new BitSet();

  private Lines() {}

  /** Called at the beginning of every line. Two threads may lose a line between them, which only means that it ran elsewhere. */
  public static void ran(int id) {
    ran[id] = true;
  }

  static synchronized int add(String file, int line, boolean initialiser) {
    int id = lines.size();
    files.add(file);
    lines.add(line);
    if (initialiser) initial.set(id);
    if (id >= ran.length) {
      boolean[] larger = new boolean[2 * ran.length];
      System.arraycopy(ran, 0, larger, 0, ran.length);
      ran = larger;
    }
    return id;
  }

  /** What has run since the last call, by file; with or without what belongs to all tests. */
  static synchronized Map<String, TreeSet<Integer>> take(boolean initialisers) {
    Map<String, TreeSet<Integer>> found = new TreeMap<>();
    boolean[] now = ran;
    for (int id = 0; id < lines.size(); id++) {
      if (!now[id] || (initial.get(id) && !initialisers)) continue;
      now[id] = false;
      found.computeIfAbsent(files.get(id), each -> new TreeSet<>()).add(lines.get(id));
    }
    return found;
  }

  static synchronized void clear() {
    ran = new boolean[1 << 16];
    files.clear();
    lines.clear();
    initial.clear();
  }
}
