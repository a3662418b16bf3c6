package touchstone;

/** A way to run tests; each implementation is compiled where its framework is on the class path. */
public interface Framework {
  void run(Choice choice, ClassLoader loader, Told told) throws Exception;
}
