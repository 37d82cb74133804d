// Lines of changelogs, as Changesets write them by default, with each commit a link where its home is known.
import changelog from '@changesets/changelog-git';

const { getReleaseLine: plainLine, getDependencyReleaseLine: plainDependencyLine } =
  changelog.default ?? changelog;

/** A commit leads its line, or stands in brackets; on its page GitHub shows the pull request that it came by. */
const withLinks = (text) => {
  const { GITHUB_SERVER_URL = 'https://github.com', GITHUB_REPOSITORY } = process.env;
  if (GITHUB_REPOSITORY === undefined) return text;
  return text.replace(
    /^- (?:([0-9a-f]{7}):|Updated dependencies \[([0-9a-f]{7})\])/gm,
    (line, ...commits) => {
      const commit = commits[0] ?? commits[1];
      const link = `[${commit}](${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/commit/${commit})`;
      return line.replace(/\[?[0-9a-f]{7}\]?/, link);
    },
  );
};

export const getReleaseLine = async (...args) => withLinks(await plainLine(...args));
export const getDependencyReleaseLine = async (...args) =>
  withLinks(await plainDependencyLine(...args));
