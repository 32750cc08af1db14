/** What the suite inside VS Code tells its launcher. */
export interface SuiteTest {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  readonly error?: string;
}

export interface SuiteReport {
  readonly tests: readonly SuiteTest[];
}
