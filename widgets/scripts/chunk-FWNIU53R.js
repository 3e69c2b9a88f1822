function e(t,n){return[...t.querySelectorAll(n)]}export{e as a};
